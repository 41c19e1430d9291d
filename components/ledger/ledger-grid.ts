/** As wide as the drawing has it where there is room; one below the other where there is not. */
export const LEDGER_GRID =
  'grid content-start lg:min-h-[calc(100%-84px)] lg:content-stretch lg:grid-cols-[minmax(0,1fr)_340px] min-[87.5rem]:grid-cols-[minmax(0,1fr)_440px]';
