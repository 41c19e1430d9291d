import { Unreadable } from './platform';
import type { ByteSource } from './source';
import { unpack } from './unpack';
import { attribute, isOfficeType, ROOT, relationOf, truth, type XmlHandler, XmlReader } from './xml';
import { type Entry, type Limits, readZip } from './zip';

export type Sheet = { name: string; path: string };
export type Book = {
  sheets: Sheet[];
  since1904: boolean;
  strings: string | null;
  styles: string | null;
  read(path: string, handler: XmlHandler): Promise<void>;
};

type Relation = { type: string; path: string };

/** ECMA-376 part 2 §9: targets are relative to the folder of the part that names them. */
function resolve(base: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const parts = base.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

const nothing = { close: () => undefined, text: () => undefined };

async function readXml(source: ByteSource, entry: Entry, handler: XmlHandler): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const xml = new XmlReader(handler);
  const decoded = (piece?: Uint8Array) => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch {
      throw new Unreadable('The XML of the workbook is not UTF-8.');
    }
  };
  for await (const piece of unpack(source, entry)) xml.push(decoded(piece));
  xml.push(decoded());
  xml.end();
}

/** What a workbook is made of, as far as its events and their proof go. */
export async function openBook(source: ByteSource, limits: Limits): Promise<Book> {
  const entries = await readZip(source, limits);
  const read = (path: string, handler: XmlHandler): Promise<void> => {
    const entry = entries.get(path);
    if (!entry) throw new Unreadable(`The workbook lacks its part ${path.slice(0, 100)}.`);
    return readXml(source, entry, handler);
  };
  const relations = async (path: string): Promise<Map<string, Relation>> => {
    const found = new Map<string, Relation>();
    const at = path.lastIndexOf('/') + 1;
    await read(`${path.slice(0, at)}_rels/${path.slice(at)}.rels`, {
      ...nothing,
      places: { Relationships: [ROOT], Relationship: ['Relationships'] },
      open: (name, attributes) => {
        if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
        const [id, type, target] = ['Id', 'Type', 'Target'].map((each) => attribute(attributes, each) ?? '');
        if (id && found.has(id)) throw new Unreadable('Two parts of the workbook have one name.');
        if (id && type && target) found.set(id, { type, path: resolve(path, target) });
      },
    });
    return found;
  };
  const pathOf = (all: Map<string, Relation>, kind: string): string | null => {
    const [first, second] = [...all.values()].filter(({ type }) => isOfficeType(type, kind));
    if (second) throw new Unreadable('Two parts of the workbook claim to be one.');
    return first?.path ?? null;
  };

  const main = pathOf(await relations(''), 'officeDocument');
  if (!main) throw new Unreadable('The .zip file is no workbook.');
  const related = await relations(main);
  const sheets: Sheet[] = [];
  let since1904 = false;
  await read(main, {
    ...nothing,
    places: { workbook: [ROOT], workbookPr: ['workbook'], sheets: ['workbook'], sheet: ['sheets'] },
    open: (name, attributes, spaces) => {
      if (name === 'workbookPr') since1904 = truth(attribute(attributes, 'date1904'));
      if (name !== 'sheet') return;
      const path = related.get(relationOf(attributes, spaces) ?? '')?.path;
      if (path) sheets.push({ name: attribute(attributes, 'name') ?? '', path });
    },
  });
  if (new Set(sheets.map(({ name }) => name)).size !== sheets.length)
    throw new Unreadable('Two sheets of the workbook have one name.');
  const [strings, styles] = [pathOf(related, 'sharedStrings'), pathOf(related, 'styles')];
  return { sheets, since1904, strings, styles, read };
}
