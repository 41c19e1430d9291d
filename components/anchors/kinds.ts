import type { AnchorKind } from '@/lib/anchors/contract';

/** In the order of their worth, each with what it proves and against whom. */
export const KIND_WORDS: readonly { kind: AnchorKind; proves: string }[] = [
  {
    kind: 'tlog-witness',
    proves:
      'Somebody else vouches that he saw this one history and no other. Against whoever holds this whole machine, its keys included.',
  },
  {
    kind: 'rfc3161',
    proves:
      'A time stamp authority vouches that the checkpoint existed at that time. Against a log that is written anew and dated back.',
  },
  {
    kind: 's3',
    proves:
      'A copy that nobody can delete until its lock ends, not even its owner. Against whoever takes over machine and bucket.',
  },
  {
    kind: 'syslog',
    proves:
      'Your log collector receives each checkpoint over TLS. Against whoever takes over this machine and not the collector; Chainward cannot read it back, you can.',
  },
  {
    kind: 'email',
    proves:
      'A digest with the checkpoint lies in mailboxes of your choice. Against whoever takes over this machine and not the mailboxes; compare by hand when in doubt.',
  },
  {
    kind: 'file',
    proves:
      'A file on this machine, only ever appended to. Against somebody with the database alone: it is local, so not enough for “ok”.',
  },
];

export type FieldSpec = {
  /** As the schema of its kind calls it; `secret` stands beside the settings. */
  name: string;
  label: string;
  help?: string;
  input: 'text' | 'number' | 'list' | 'pem' | 'secret' | 'security';
  unit?: string;
  placeholder?: string;
  /** Folded away: what is set there already suits most. */
  more?: true;
};

const interval: FieldSpec = {
  name: 'intervalSeconds',
  label: 'At most every',
  help: 'While the log grows; from 60 to 86,400, which is a day. While it rests, once an hour.',
  input: 'number',
  unit: 'seconds',
  more: true,
};
const network: readonly FieldSpec[] = [
  interval,
  {
    name: 'allow',
    label: 'May reach inside your network',
    help: 'Host names, addresses or ranges, one a line. Without it, private addresses are refused.',
    input: 'list',
    placeholder: '10.20.0.0/16',
    more: true,
  },
  {
    name: 'ca',
    label: 'Authorities to trust for TLS',
    help: 'Certificates in PEM form, instead of the public authorities.',
    input: 'pem',
    more: true,
  },
];

export const FIELDS: Record<AnchorKind, readonly FieldSpec[]> = {
  'tlog-witness': [
    {
      name: 'url',
      label: 'Address of the witness',
      help: 'Without “add-checkpoint”, which is added to it.',
      input: 'text',
      placeholder: 'https://witness.example/',
    },
    {
      name: 'vkey',
      label: 'Its verifier key',
      help: '“chainward witness” prints it when it starts. It asks for this log’s key, which stands on the ledger page.',
      input: 'text',
      placeholder: 'witness.example+1a2b3c4d+…',
    },
    ...network,
  ],
  rfc3161: [
    { name: 'url', label: 'Address of the authority', input: 'text', placeholder: 'https://tsa.example/tsr' },
    {
      name: 'trusted',
      label: 'Its certificate',
      help: 'The authority’s root, or its own certificate, in PEM form.',
      input: 'pem',
    },
    ...network,
  ],
  s3: [
    { name: 'endpoint', label: 'Endpoint', input: 'text', placeholder: 'https://s3.eu-central-1.amazonaws.com' },
    { name: 'region', label: 'Region', input: 'text', placeholder: 'eu-central-1' },
    { name: 'bucket', label: 'Bucket', help: 'With versioning and object lock switched on.', input: 'text' },
    {
      name: 'accessKeyId',
      label: 'Access key id',
      help: 'It needs PutObject, PutObjectRetention, GetObject, GetObjectVersion and GetObjectRetention, and no more.',
      input: 'text',
    },
    { name: 'secret', label: 'Secret key', input: 'secret' },
    { name: 'retainDays', label: 'Locked for', help: 'Nobody can shorten it later.', input: 'number', unit: 'days' },
    { name: 'prefix', label: 'Prefix of the objects', help: 'Ends in /.', input: 'text', more: true },
    ...network,
  ],
  syslog: [
    { name: 'host', label: 'Host', input: 'text', placeholder: 'syslog.example' },
    { name: 'port', label: 'Port', input: 'number', unit: 'TLS' },
    ...network,
  ],
  email: [
    { name: 'to', label: 'To', help: 'One address a line.', input: 'list', placeholder: 'auditor@partner.example' },
    { name: 'from', label: 'From', input: 'text', placeholder: 'chainward@example.org' },
    { name: 'host', label: 'Mail server', input: 'text', placeholder: 'mail.example.org' },
    { name: 'security', label: 'Encryption', input: 'security' },
    { name: 'port', label: 'Port', help: 'Usually 587 for STARTTLS, 465 for TLS.', input: 'number' },
    { name: 'user', label: 'User', help: 'Empty when the server asks for none.', input: 'text' },
    { name: 'secret', label: 'Password', input: 'secret' },
    ...network,
  ],
  file: [
    {
      name: 'path',
      label: 'Path',
      help: 'On the machine where Chainward runs, ending in .ndjson. Made when it is missing; best on another disk or share.',
      input: 'text',
      placeholder: '/mnt/archive/chainward.ndjson',
    },
    interval,
  ],
};
