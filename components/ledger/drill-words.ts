import type { DetectorName, DrillName } from '@/lib/reports/contract/ledger';

/** What somebody with all rights on the database did, as he would call it. */
export const DRILL_LABELS: Record<DrillName, string> = {
  'record-edited': 'Record edited',
  'record-and-digest-edited': 'Record and digest edited',
  'record-edited-rechained': 'Record edited, re-chained',
  'filter-column-edited': 'Filter column alone edited',
  'sealing-time-edited': 'Sealing time edited',
  'deleted-in-the-middle': 'Deleted in the middle',
  'deleted-renumbered-rechained': 'Deleted, renumbered, re-chained',
  'backdated-insertion': 'Backdated insertion',
  'rows-swapped': 'Two rows swapped',
  'tail-cut': 'Tail cut, head reset',
};

export const DRILL_NAMES = Object.keys(DRILL_LABELS) as DrillName[];

export const DETECTOR_LABELS: Record<DetectorName, string> = {
  plainTable: 'A plain table',
  plainChain: 'A plain hash chain',
  unanchored: 'This log without anchors',
  anchored: 'This log with an anchor',
};

export const DETECTOR_NAMES = Object.keys(DETECTOR_LABELS) as DetectorName[];
