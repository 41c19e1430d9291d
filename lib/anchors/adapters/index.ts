import type { Adapter } from '../adapter';
import type { AnchorKind } from '../contract';
import { email } from './email';
import { file } from './file';
import { rfc3161 } from './rfc3161';
import { s3 } from './s3';
import { syslog } from './syslog';
import { tlogWitness } from './tlog-witness';

const ADAPTERS: { [Kind in AnchorKind]: Adapter<Kind> } = {
  file,
  rfc3161,
  'tlog-witness': tlogWitness,
  s3,
  syslog,
  email,
};

/** The configuration was parsed by its kind's schema, which this lookup cannot tell the compiler. */
export const adapterOf = (kind: AnchorKind): Adapter => ADAPTERS[kind] as Adapter;
