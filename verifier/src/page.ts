import { visibleText } from '@/lib/core/visible-text';
import { CouldNotLook, type ExportReport, fromBlob, isVerifierKey, verifyExport } from '@/lib/ledger/verifier';
import { findingWords, reportFacts, VERDICT_WORDS } from '@/lib/ledger/verifier/words';

/** The page that works without a server: the same verifier, drawn with the plainest means. */
const MOST_LISTED = 500;

function find<T extends Element>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`no ${id}`);
  return element;
}

const key = find('key', HTMLInputElement);
const keyError = find('key-error', HTMLElement);
const chooser = find('file', HTMLInputElement);
const zone = find('zone', HTMLElement);
const result = find('result', HTMLElement);
let run = 0;
let last: File | null = null;

function make(tag: string, text = '', className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = visibleText(text);
  if (className) element.className = className;
  return element;
}

function tableOf(report: ExportReport): HTMLElement[] {
  const cells = report.findings.flatMap(({ seq, cell }) => (cell ? [{ seq, ...cell }] : []));
  if (cells.length === 0) return [];
  const table = make('table');
  const head = table.appendChild(make('tr'));
  for (const name of ['Cell', 'Event', 'Column', 'Shown', 'Recorded']) {
    const th = head.appendChild(make('th', name));
    th.setAttribute('scope', 'col');
  }
  for (const { sheet, address, seq, column, shown, recorded } of cells.slice(0, MOST_LISTED)) {
    const row = table.appendChild(make('tr'));
    const values = [`${sheet}!${address}`, seq === null ? '' : String(seq), column, shown, recorded];
    for (const value of values) row.appendChild(make('td', value));
  }
  return [make('h2', 'Edited cells'), table];
}

function show(report: ExportReport, name: string): void {
  const { title, meaning } = VERDICT_WORDS[report.verdict];
  const box = make('div', '', `verdict ${report.verdict}`);
  box.append(make('p', report.verdict, 'word'), make('h2', title), make('p', meaning));
  const facts = make('dl');
  for (const [label, value] of [['Name', name], ...reportFacts(report)])
    facts.append(make('dt', label), make('dd', value));
  const others = report.findings.filter(({ cell }) => !cell).slice(0, MOST_LISTED);
  const list = make('ul');
  for (const finding of others) list.appendChild(make('li', findingWords(finding)));
  const damage = others.length > 0 ? [make('h2', 'What is wrong'), list] : [];
  const notes = report.remarks.map((remark) => make('p', remark, 'note'));
  result.replaceChildren(box, facts, ...damage, ...tableOf(report), ...notes);
}

async function verify(file: File): Promise<void> {
  last = file;
  run += 1;
  const mine = run;
  const vkey = key.value.trim();
  const isOdd = vkey !== '' && !isVerifierKey(vkey);
  keyError.hidden = !isOdd;
  key.setAttribute('aria-invalid', String(isOdd));
  if (isOdd) return key.focus();
  const bar = document.createElement('progress');
  bar.setAttribute('aria-label', 'Verifying');
  result.replaceChildren(make('p', `Verifying ${file.name}…`), bar);
  const onProgress = (done: number, total: number) => {
    bar.max = total;
    bar.value = done;
  };
  try {
    const report = await verifyExport(fromBlob(file), { vkeys: vkey ? [vkey] : [], onProgress });
    if (mine === run) show(report, file.name);
  } catch (error) {
    const why =
      error instanceof CouldNotLook
        ? error.message
        : 'Something went wrong in this page; nothing is known about the file.';
    if (mine === run) result.replaceChildren(make('h2', 'Not verified'), make('p', why));
  }
}

chooser.addEventListener('change', () => {
  const file = chooser.files?.[0];
  if (file) void verify(file);
});
key.addEventListener('change', () => {
  if (last) void verify(last);
});
for (const kind of ['dragover', 'dragleave', 'drop'] as const)
  window.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.toggle('over', kind === 'dragover');
    const file = kind === 'drop' && event instanceof DragEvent ? event.dataTransfer?.files[0] : undefined;
    if (file) void verify(file);
  });
