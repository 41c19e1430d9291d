import { readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { log } from '@/lib/log';
import { recordEvents } from '../record-events';
import { commitSegment } from './commit-segment';
import { holdName } from './hold-name';
import { parseRow } from './request-row';
import { parseSpoolName, type SpooledRow } from './spool';
import { readSpool } from './spool-line';

export type ReplayOptions = { folder: string; process: string; keyOfWriter: (writer: string) => Promise<Buffer> };

/** Held by a writer as long as it lives: its spools are its own. */
export const writerName = (folder: string, writer: string): string => `spool ${path.resolve(folder)} ${writer}`;

async function reportDamage(process: string, segment: string, writer: string, damaged: number, kept: number) {
  await recordEvents(
    [
      {
        name: 'audit.forgery_detected',
        status: 'failure',
        reason: { code: 'spool', message: 'lines of a spool are not what their writer wrote' },
        summary: `A spool of requests was damaged: ${damaged} lines are missing or altered, ${kept} were kept.`,
        details: { segment, writer, damaged, kept },
      },
    ],
    { actor: { type: 'system', name: process, method: 'none' }, now: new Date() },
  );
}

/** Back to the rows that were acknowledged; a line under the right mac was a row when it was written. */
const toRows = (lines: readonly Buffer[]): SpooledRow[] =>
  lines.flatMap((bytes) => {
    const row = parseRow(bytes);
    return row ? [{ row, bytes }] : [];
  });

async function replay(file: string, segment: string, writer: string, options: ReplayOptions): Promise<number> {
  const read = readSpool(await options.keyOfWriter(writer), segment, readFileSync(file));
  const rows = toRows(read.rows);
  const damaged = read.damaged + read.rows.length - rows.length;
  if (damaged > 0) {
    log().error({ segment, writer, damaged, kept: rows.length }, 'a spool of requests was damaged');
    await reportDamage(options.process, segment, writer, damaged, rows.length);
  }
  const fresh = rows.length > 0 && (await commitSegment(segment, rows, options.process));
  // What was damaged is kept for whoever looks into it.
  if (damaged > 0) renameSync(file, `${file}.damaged`);
  else unlinkSync(file);
  return fresh ? rows.length : 0;
}

const NOTHING = () => undefined;

/**
 * The spools of writers that are no more, oldest first; `own` is the caller, who has begun none yet. A segment that had reached the
 * database already is not written again.
 */
export async function replaySpools(options: ReplayOptions, own?: string): Promise<number> {
  let count = 0;
  for (const name of readdirSync(options.folder).sort()) {
    const parts = parseSpoolName(name);
    // Others of the same folder look after their own.
    if (!parts?.writer.startsWith(`${options.process}-`)) continue;
    const release = parts.writer === own ? NOTHING : await holdName(writerName(options.folder, parts.writer));
    if (!release) continue;
    try {
      count += await replay(path.join(options.folder, name), parts.segment, parts.writer, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    } finally {
      release();
    }
  }
  if (count > 0) log().info({ requests: count }, 'recorded requests that an ended process had answered');
  return count;
}
