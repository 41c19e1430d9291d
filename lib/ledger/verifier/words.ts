import { DAMAGES, type ExportReport, type Finding, type Verdict } from './report';

/** What a verdict means for somebody who holds a file: for the command line and both pages. */
export const VERDICT_WORDS: Record<Verdict, { title: string; meaning: string }> = {
  ok: {
    title: 'Intact and complete',
    meaning: 'Every event from the log’s beginning to this export is here, exactly as it was sealed.',
  },
  partial: {
    title: 'Intact, a part of the log',
    meaning:
      'What is shown is exactly what was sealed. Whether other events matched the filter only an export of everything proves.',
  },
  unpinned: {
    title: 'Intact, but whose?',
    meaning:
      'The file agrees with itself and with the key that it names, and anybody can make such a file. Give the log’s key, from somebody you trust and not from this file.',
  },
  broken: { title: 'Tampered with', meaning: 'The file is not what the log signed.' },
  unreadable: {
    title: 'Not readable',
    meaning: 'This is no export that can be verified; nothing is said about the log.',
  },
  unanchored: { title: 'Intact, not anchored', meaning: 'No checkpoint outside the database was compared.' },
  withheld: { title: 'Archived', meaning: 'Archived records are not here; their place is proven.' },
  missing: { title: 'Nothing there', meaning: 'There is no log here.' },
};

const number = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** The facts behind a verdict, in the order in which they matter. */
export function reportFacts(report: ExportReport): [label: string, value: string][] {
  if (!report.kind) return [];
  const { event, root, rows, size, anchoredSize, anchoredFrom } = report;
  const facts: [string, string][] = [
    ['File', report.kind === 'bundle' ? 'bundle' : 'Excel export'],
    ['Log', report.origin ?? 'not named'],
    ['Rows', `${number(rows)} of the ${number(size)} events under the signed checkpoint`],
  ];
  if (report.firstBad?.seq != null) facts.unshift(['First bad', `event ${number(report.firstBad.seq)}`]);
  if (root) facts.push(['Signed root', root]);
  facts.push([
    'Key',
    report.pinned
      ? report.signedBy
        ? 'the one you gave'
        : 'not the one you gave'
      : 'none given: only the one that the file names was tried',
  ]);
  if (event) facts.push(['Exported', `${event.at} by ${event.by}, sealed as event ${number(event.seq)}`]);
  if (report.anchored) {
    const whose = anchoredFrom === 'caller' ? 'that you gave' : 'in the file';
    facts.push(['Continues', `the older checkpoint ${whose}, of ${number(anchoredSize ?? 0)} events`]);
  }
  if (report.demo) facts.push(['Demonstration', 'the log’s first event says that its events are made up']);
  return facts;
}

/** One line for a finding. */
export function findingWords({ seq, damage, detail, cell }: Finding): string {
  const where = cell ? `${cell.sheet}!${cell.address}` : seq === null ? '' : `event ${number(seq)}`;
  const edited = cell && ` – shows “${cell.shown}”, recorded is “${cell.recorded}”`;
  return `${where}${where && ': '}${DAMAGES[damage]} (${detail})${edited ?? ''}`;
}
