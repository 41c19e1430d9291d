import { AppError } from '@/lib/core/errors';
import { pool } from '@/lib/db';
import { CHECKPOINT_VIEWS, type CheckpointPage, type CheckpointView, type LedgerView } from '../contract/ledger';
import { listCheckpoints } from './list-checkpoints';
import { getLedgerView } from './view-ledger';

function readView(text: string | null): CheckpointView {
  const view = CHECKPOINT_VIEWS.find((each) => each === (text ?? 'all'));
  if (!view) throw new AppError('invalid_input', 'There is no such view of the checkpoints', { view: 'is unknown' });
  return view;
}

function readSize(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new AppError('invalid_input', 'A checkpoint is named by its size', { size: 'is not a number' });
  return Number(text);
}

/** What the page asks for again and again while somebody looks at it. */
export const readLedgerView = (params: URLSearchParams): Promise<LedgerView> =>
  getLedgerView(readView(params.get('checkpoints')));

/** Older checkpoints than those that the page came with. */
export async function readCheckpoints(params: URLSearchParams): Promise<CheckpointPage> {
  const before = params.get('before');
  return listCheckpoints({
    view: readView(params.get('view')),
    before: before === null ? undefined : readSize(before),
  });
}

/** The signed note itself, which verifies with nothing but the log’s key. */
export async function downloadCheckpoint(text: string): Promise<Response> {
  const size = readSize(text);
  const { rows } = await pool().query<{ note: string }>(
    'SELECT note FROM ledger_checkpoint WHERE origin = (SELECT origin FROM ledger_head) AND size = $1',
    [size],
  );
  const note = rows[0]?.note;
  if (note === undefined) throw new AppError('not_found', `No checkpoint of size ${size} was signed`);
  return new Response(note, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="chainward-checkpoint-${size}.txt"`,
      'cache-control': 'no-store',
    },
  });
}
