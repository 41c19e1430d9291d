import { isSame } from './bytes';
import { checkExportEvent, checkFirstEvent, replacedKey } from './check-event';
import { type Row, RowCheck } from './check-rows';
import { checkOlderRoots, checkSigned, type Given, type Older, type SignedFacts } from './check-signed';
import type { Header } from './header';
import type { Platform } from './platform';
import type { ExportEvent, Findings } from './report';
import { type Place, TreeFold } from './tree-fold';

export type Outcome = {
  facts: SignedFacts;
  rows: number;
  contiguous: boolean;
  anchored: Older | null;
  event: ExportEvent | null;
  demo: boolean;
};

/** What a bundle and a workbook have in common: a header, rows, then nodes. */
export class ExportCheck {
  rows = 0;
  private demo = false;
  private readonly hasher: Platform['hasher'];
  private readonly rowCheck: RowCheck;
  private fold: TreeFold | null = null;
  private event: ExportEvent | null = null;
  private isRowsDone = false;
  private isExplained = false;
  private tooMany = 0;
  private misplaced = 0;

  private constructor(
    readonly header: Header,
    private readonly facts: SignedFacts,
    private readonly keys: Given['keys'],
    private readonly findings: Findings,
    private readonly remarks: string[],
    { hasher }: Platform,
  ) {
    this.hasher = hasher;
    this.rowCheck = new RowCheck(findings, header.contiguous);
  }

  static async open(
    header: Header,
    given: Given,
    platform: Platform,
    findings: Findings,
    remarks: string[],
  ): Promise<ExportCheck> {
    const facts = await checkSigned(header, given, platform, findings, remarks);
    return new ExportCheck(header, facts, given.keys, findings, remarks, platform);
  }

  row(row: Row): void {
    if (this.rows === 0) this.demo = checkFirstEvent(row, this.header, this.findings).demo;
    this.rows += 1;
    this.rowCheck.add(row);
    if (!this.facts.signedBy) this.explain(row);
  }

  /** A hint and no more: only a checkpoint that both keys signed would make the one follow from the other, and no export has that. */
  private explain(row: Row): void {
    const old = replacedKey(row);
    if (!old || this.isExplained || !this.keys.some(({ name, id }) => name === old.name && id === old.id)) return;
    this.isExplained = true;
    this.remarks.push(
      `Event ${row.seq} says that the log’s key was changed, and that the one you gave is the former. Whoever runs the log can tell you the present one.`,
    );
  }

  /** `place` where the file names it. */
  node(hash: Uint8Array, place?: Place): void {
    this.endRows();
    if (!this.fold) return;
    const { want } = this.fold;
    if (!want) {
      this.tooMany += 1;
      return;
    }
    if (place && (place.level !== want.level || place.index !== want.index)) this.misplaced += 1;
    this.fold.give(hash);
  }

  finish(): Outcome {
    this.endRows();
    const anchored = this.checkTree();
    const { first, isRun } = this.rowCheck;
    const contiguous = this.header.contiguous && isRun && first === 0;
    return { facts: this.facts, rows: this.rows, contiguous, anchored, event: this.event, demo: this.demo };
  }

  private endRows(): void {
    if (this.isRowsDone) return;
    this.isRowsDone = true;
    const last = this.rowCheck.finish();
    const { isRising, leaves } = this.rowCheck;
    const seen = { rows: this.rows, leaves: isRising ? leaves : null, hasher: this.hasher };
    this.event = checkExportEvent(last, this.header, seen, this.findings);
    const size = this.facts.checkpoint?.size;
    if (!last || size === undefined || !isRising) return;
    if (last.seq >= size) {
      this.findings.add(
        size,
        'checkpoint',
        `the signed checkpoint covers ${size} events, and the rows go on to ${last.seq}`,
      );
      return;
    }
    const older = this.facts.older.map(({ checkpoint }) => checkpoint.size);
    this.fold = new TreeFold(size, leaves, this.facts.splitAt, older);
  }

  private checkTree(): Older | null {
    const { fold, findings, facts } = this;
    const { checkpoint } = facts;
    if (!fold || !checkpoint) return null;
    const isWhole = fold.want === null && this.tooMany === 0 && this.misplaced === 0;
    const isRight = fold.root !== null && isSame(fold.root, checkpoint.root);
    // What differs only because of damage already named is no damage of its own.
    if (findings.count === 0) {
      if (!isWhole)
        findings.add(
          null,
          'tree',
          'there are not the nodes that these rows need: a row or a node was removed, added or renumbered',
        );
      else if (!isRight)
        findings.add(
          null,
          'checkpoint',
          'rows and nodes do not give the signed root: a row, a time or a node was changed',
        );
    }
    if (!isWhole || !isRight) return null;
    return checkOlderRoots(facts.older, (at) => fold.olderRoot(at), findings, this.remarks);
  }
}
