export type Line<T> = { kind: 'row'; row: T; index: number } | { kind: 'divider'; label: string };

/** Rows with their dividers between them, in the order in which they are drawn. */
export function toLines<T>(rows: readonly T[], dividerOf?: (row: T, previous: T | null) => string | null): Line<T>[] {
  const lines: Line<T>[] = [];
  let previous: T | null = null;
  for (const [index, row] of rows.entries()) {
    const label = dividerOf?.(row, previous) ?? null;
    if (label !== null) lines.push({ kind: 'divider', label });
    lines.push({ kind: 'row', row, index });
    previous = row;
  }
  return lines;
}
