import { DIVIDER_HEIGHT } from './row-style';

export const DividerRow = ({ label }: { label: string }) => (
  <div
    role="row"
    style={{ height: DIVIDER_HEIGHT }}
    className="flex items-center border-line-soft border-b bg-bg-sunken px-3.5"
  >
    <div role="gridcell" className="num font-medium text-fg-3 text-micro">
      {label}
    </div>
  </div>
);
