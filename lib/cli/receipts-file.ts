import { open } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';

const Receipt = z.object({ eventId: z.uuid(), digest: z.string().regex(/^[0-9a-f]{64}$/) });

function read(line: string, file: string, number: number) {
  try {
    return Receipt.parse(JSON.parse(line));
  } catch {
    throw new AppError('invalid_input', `${file}, line ${number}, is no receipt {"eventId","digest"}`);
  }
}

/** Receipts that a client kept, one JSON object a line, however many. */
export async function* readReceipts(file: string): AsyncGenerator<z.infer<typeof Receipt>> {
  const handle = await open(file);
  let number = 0;
  for await (const line of handle.readLines()) {
    number += 1;
    if (line.trim() !== '') yield read(line, file, number);
  }
}
