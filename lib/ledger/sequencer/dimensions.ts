import type { Queryable } from '@/lib/db';
import { actorKey, type Projection } from '../projection';

export type Numbers = { module: number; activity: number; actor: number };

/** Names to numbers. The sequencer is alone, so it gives the next number itself; what a failed transaction gave is forgotten with it. */
export class Dimensions {
  private readonly modules = new Map<string, number>();
  private readonly activities = new Map<string, number>();
  private readonly actors = new Map<string, number>();

  static async load(db: Queryable): Promise<Dimensions> {
    const dimensions = new Dimensions();
    for (const [table, map] of [
      ['dim_module', dimensions.modules],
      ['dim_activity', dimensions.activities],
    ] as const) {
      const { rows } = await db.query<{ no: number; name: string }>(`SELECT no, name FROM ${table}`);
      for (const { no, name } of rows) map.set(name, no);
    }
    const { rows } = await db.query<{ no: number; type: string; actor_id: string; name: string }>(
      'SELECT no, type, actor_id, name FROM dim_actor',
    );
    for (const { no, type, actor_id: id, name } of rows) dimensions.actors.set(actorKey({ type, id, name }), no);
    return dimensions;
  }

  async numbersFor(db: Queryable, projection: Projection): Promise<Numbers> {
    const { module, activity, actor } = projection;
    return {
      module: this.modules.get(module) ?? (await this.add(db, 'dim_module', this.modules, module)),
      activity: this.activities.get(activity) ?? (await this.add(db, 'dim_activity', this.activities, activity)),
      actor: this.actors.get(actorKey(actor)) ?? (await this.addActor(db, actor)),
    };
  }

  private async add(db: Queryable, table: string, known: Map<string, number>, name: string): Promise<number> {
    const no = known.size + 1;
    await db.query(`INSERT INTO ${table} (no, name) VALUES ($1, $2)`, [no, name]);
    known.set(name, no);
    return no;
  }

  private async addActor(db: Queryable, actor: Projection['actor']): Promise<number> {
    const no = this.actors.size + 1;
    await db.query('INSERT INTO dim_actor (no, type, actor_id, name) VALUES ($1, $2, $3, $4)', [
      no,
      actor.type,
      actor.id,
      actor.name,
    ]);
    this.actors.set(actorKey(actor), no);
    return no;
  }
}
