'use client';

import { FileJson, FileSpreadsheet, FileText, type LucideIcon, ShieldCheck } from 'lucide-react';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { LayerProps } from '@/components/ui/use-layer';
import type { ExportFormat } from '@/lib/reports/contract/export';
import { OTHER_FORMATS } from './export-formats';

const ICONS: Record<ExportFormat, LucideIcon> = {
  xlsx: FileSpreadsheet,
  bundle: ShieldCheck,
  csv: FileText,
  ndjson: FileJson,
};
const EXCEL = { format: 'xlsx', label: 'Excel', hint: 'Proves itself as well' } as const;

type Props = LayerProps & { onChoose: (format: ExportFormat) => void };

export function ExportMenu({ onChoose, ...layer }: Props) {
  return (
    <Menu {...layer} label="Export as" className="min-w-64">
      {[EXCEL, ...OTHER_FORMATS].map(({ format, label, hint }) => (
        <MenuItem key={format} icon={ICONS[format]} onSelect={() => onChoose(format)}>
          {label}
          <span className="ml-auto pl-4 text-fg-3 text-small">{hint}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}
