export type Change = { field: string; before: string | null; after: string | null };

const show = (record: Readonly<Record<string, unknown>>, field: string): string | null => {
  const value = record[field];
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** camelCase and snake_case become words; the raw record keeps the exact name. */
export function fieldLabel(field: string): string {
  const words = field
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Only what differs; null stands for "was not there". */
export function listChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Change[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .map((field) => ({ field, before: show(before, field), after: show(after, field) }))
    .filter((change) => change.before !== change.after);
}
