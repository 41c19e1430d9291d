export type PageSearch = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** A parameter that is given twice counts as both, joined as our lists are. */
export function readOne(params: Awaited<PageSearch>, name: string): string | null {
  const value = params[name];
  return (Array.isArray(value) ? value.join() : value) ?? null;
}

/** Null for anything that is not a number of the log. */
export function readSeq(params: Awaited<PageSearch>, name: string): number | null {
  const text = readOne(params, name);
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
