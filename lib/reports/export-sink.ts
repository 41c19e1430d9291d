import type { Output } from '@/lib/core/output';
import { type BundleHeader, orderedHeader, type ProofNode } from '@/lib/ledger/bundle/bundle-lines';
import { BundleWriter } from '@/lib/ledger/bundle/bundle-writer';
import type { ExportRow } from '@/lib/ledger/queries/export-slice';
import type { ExportFormat } from './contract/export';
import { csvHead, csvLine } from './csv';
import { type AboutLine, EventWorkbook } from './workbook';

/** One kind of file, told what it is made of in this order. The promises are there only when there is something to wait for. */
export type ExportSink = {
  begin(): Promise<void> | undefined;
  row(row: ExportRow): Promise<void> | undefined;
  /** Once, after the last row. */
  beginProof(): Promise<void> | undefined;
  nodes(nodes: readonly ProofNode[]): Promise<void>;
  end(): Promise<void>;
};

type Parts = {
  header: BundleHeader | null;
  about: readonly AboutLine[];
  now: Date;
  /** For tests: how many rows a sheet holds. */
  rowsASheet?: number | undefined;
};

const nothing = () => undefined;
const noNodes = async () => undefined;

function textSink(output: Output, head: string, lineOf: (row: ExportRow) => string): ExportSink {
  return {
    begin: () => output.push(head),
    row: (row) => output.push(lineOf(row)),
    beginProof: nothing,
    nodes: noNodes,
    end: () => output.end(),
  };
}

function bundleSink(output: Output, header: BundleHeader): ExportSink {
  const writer = new BundleWriter(output);
  return {
    begin: () => writer.header(header),
    row: (row) => writer.row(row),
    beginProof: nothing,
    nodes: (nodes) => writer.nodes(nodes),
    end: () => writer.end(),
  };
}

function workbookSink(output: Output, header: BundleHeader, { about, now, rowsASheet }: Parts): ExportSink {
  const book = new EventWorkbook(output, now, rowsASheet === undefined ? {} : { rowsASheet });
  return {
    begin: () => book.about(about),
    row: (row) => book.add(row),
    beginProof: () => book.verify(JSON.stringify(orderedHeader(header))),
    nodes: (nodes) => book.proof(nodes.map(({ hash }) => hash)),
    end: () => book.finish(),
  };
}

export function sinkFor(format: ExportFormat, output: Output, parts: Parts): ExportSink {
  if (format === 'csv') return textSink(output, csvHead(), csvLine);
  // Verbatim: each line is the bytes whose digest was sealed.
  if (format === 'ndjson') return textSink(output, '', ({ record }) => `${record.toString('utf8')}\n`);
  if (!parts.header) throw new RangeError('a verifiable export has a header');
  return format === 'xlsx' ? workbookSink(output, parts.header, parts) : bundleSink(output, parts.header);
}
