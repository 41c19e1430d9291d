import type { Connection } from './pool';

type Wire = { query(sql: string): void };

/**
 * COPY … TO STDOUT, past the driver's rows and fields. Each piece lies in the driver's own buffer and is gone when the call returns.
 * Nothing is queued here, so memory stays flat however much comes.
 */
export function copyOut(db: Pick<Connection, 'query'>, sql: string, onData: (piece: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: { error: unknown } | undefined;
    const copy = {
      submit: (wire: unknown) => (wire as Wire).query(sql),
      handleCopyData: ({ chunk }: { chunk: Buffer }) => {
        if (failure) return;
        try {
          onData(chunk);
        } catch (error) {
          failure = { error };
        }
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => (failure ? reject(failure.error) : resolve()),
      handleError: (error: unknown) => reject(error),
    };
    db.query(copy);
  });
}

const SIGNATURE = Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1');

/** Cuts what COPY … (FORMAT binary) sends into rows: calls back with the place behind a row's field count, gets back the row's end. */
export function binaryRows(onRow: (piece: Buffer, at: number) => number): (piece: Buffer) => void {
  let begun = false;
  return (piece) => {
    let at = 0;
    if (!begun) {
      if (!piece.subarray(0, SIGNATURE.length).equals(SIGNATURE))
        throw new Error('the server’s COPY is of no known form');
      at = 19 + piece.readInt32BE(15);
      begun = true;
    }
    while (at < piece.length) {
      // The trailer is a field count of −1.
      if (piece.readInt16BE(at) < 0) return;
      at = onRow(piece, at + 2);
    }
  };
}
