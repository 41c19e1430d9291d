import { type ColumnDef, columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table';

/** The table's own width decides, not the window's: an open panel makes it narrow. null leaves the column out there. */
export type Widths = { narrow: string | null; base: string | null; wide: string; huge: string };

export type ColumnLook = {
  /** What menus call the column; its header may be shorter or empty. */
  label: string;
  width: Widths;
  /** Percent of the cell that a skeleton bar fills. */
  skeleton: number;
};

export const features = tableFeatures({ columnVisibilityFeature, columnMeta: {} as ColumnLook });
export type Features = typeof features;

export type DataColumn<T extends object> = ColumnDef<Features, T, unknown> & { id: string; meta: ColumnLook };

export const columnHelper = <T extends object>() => createColumnHelper<Features, T>();

export const TIERS = ['narrow', 'base', 'wide', 'huge'] as const;
type Tier = (typeof TIERS)[number];

export const isDropped = (look: ColumnLook, tier: Tier): boolean => look.width[tier] === null;

/** Custom properties, chosen by container queries in `row-style.ts`: the first paint already has the right columns. */
export function columnTemplates(looks: readonly ColumnLook[]): Record<`--t-${Tier}`, string> {
  const template = (tier: Tier) =>
    looks
      .map((look) => look.width[tier])
      .filter((width) => width !== null)
      .join(' ');
  return {
    '--t-narrow': template('narrow'),
    '--t-base': template('base'),
    '--t-wide': template('wide'),
    '--t-huge': template('huge'),
  };
}
