import type { Connection } from '@/lib/db';

export type ActorName = { type: string; id: string; name: string };

/** What the numbers in the filter columns stand for. Read once: rows are added before the first event that names them. */
export class Names {
  private constructor(
    readonly modules: ReadonlyMap<number, string>,
    readonly activities: ReadonlyMap<number, string>,
    readonly actors: ReadonlyMap<number, ActorName>,
  ) {}

  static async load(db: Connection): Promise<Names> {
    const read = async (table: string) => {
      const { rows } = await db.query<{ no: number; name: string }>(`SELECT no, name FROM ${table}`);
      return new Map(rows.map(({ no, name }) => [no, name]));
    };
    const modules = await read('dim_module');
    const activities = await read('dim_activity');
    const { rows } = await db.query<{ no: number } & ActorName>('SELECT no, type, actor_id AS id, name FROM dim_actor');
    return new Names(modules, activities, new Map(rows.map(({ no, type, id, name }) => [no, { type, id, name }])));
  }
}
