import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, type ColumnType, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { connectionConfig } from '@/lib/db/operate';
import { projectRoot } from '@/lib/paths';

type Exports = WebAssembly.Exports & { __wbindgen_start(): void };
// wasm-bindgen's own seam, which the package's types leave out.
type Bindings = typeof bindings & { __wbg_set_wasm(exports: WebAssembly.Exports): void };

let started: Promise<void> | undefined;

/** By hand, because Node does not load a `.wasm` import without a flag. The native engine would have to be downloaded. */
async function startEngine(): Promise<void> {
  const file = createRequire(path.join(projectRoot(), 'package.json')).resolve(
    '@prisma/schema-engine-wasm/schema_engine_bg',
  );
  const bytes = readFileSync(file.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  (bindings as Bindings).__wbg_set_wasm(instance.exports);
  (instance.exports as Exports).__wbindgen_start();
}

const CHAR = 18;
const TEXT = 25;

/** The catalogue has columns of PostgreSQL's internal "char", which the engine asks for and the adapter does not know. */
class CatalogueReader extends PrismaPg {
  private readonly chars: { columns: Set<number> };

  constructor(pool: pg.Pool) {
    const chars = { columns: new Set<number>() };
    const query = pool.query.bind(pool);
    const asText = async (config: pg.QueryArrayConfig) => {
      const result = await query(config);
      chars.columns = new Set(result.fields.flatMap((field, i) => (field.dataTypeID === CHAR ? [i] : [])));
      for (const i of chars.columns) Object.assign(result.fields[i] ?? {}, { dataTypeID: TEXT });
      return result;
    };
    super(Object.assign(pool, { query: asText }));
    this.chars = chars;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const typeOf = (type: ColumnType, i: number) => (this.chars.columns.has(i) ? ColumnTypeEnum.Character : type);
      return { ...result, columnTypes: result.columnTypes.map(typeOf) };
    };
    return adapter;
  }
}

const schemaFile = () => path.join(projectRoot(), 'prisma', 'schema.prisma');

/** The SQL that would make a database what schema.prisma says; empty when it is that already. */
export async function schemaDiff(url: string, schema = readFileSync(schemaFile(), 'utf8')): Promise<string> {
  started ??= startEngine();
  await started;
  // One connection: the engine asks one question after the other, and the reader relies on it.
  const pool = new pg.Pool({ ...connectionConfig(url), max: 1 });
  const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogueReader(pool));
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  try {
    const files = [{ path: schemaFile(), content: schema }];
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: path.dirname(schemaFile()) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = stdout?.trim() ?? '';
    return sql === '-- This is an empty migration.' ? '' : sql;
  } finally {
    engine.free();
    await pool.end();
  }
}
