export type FilterOption = { value: string; label: string };
export type FilterField = { id: string; label: string; options: readonly FilterOption[] };
export type FilterValues = Readonly<Record<string, readonly string[]>>;

export const valuesOf = (values: FilterValues, field: FilterField): readonly string[] => values[field.id] ?? [];

export const countFilters = (values: FilterValues): number =>
  Object.values(values).filter((each) => each.length > 0).length;

/** Keeps the options' own order, so that the same choice always makes the same link. */
export function toggleValue(field: FilterField, chosen: readonly string[], value: string): string[] {
  return field.options
    .map((option) => option.value)
    .filter((each) => (each === value ? !chosen.includes(value) : chosen.includes(each)));
}

/** What a chip says: one value by name, several as the first and a count. */
export function summarizeValues(field: FilterField, chosen: readonly string[]): string {
  const labels = field.options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
  const [first = ''] = labels;
  return labels.length > 1 ? `${first} +${labels.length - 1}` : first;
}
