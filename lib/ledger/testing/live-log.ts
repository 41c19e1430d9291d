import { attachDatabase, Channel, closeDatabase } from '@/lib/db';
import { INBOX_CHANNEL } from '../channels';
import { closeFeed } from '../feed';
import { Sequencer } from '../sequencer/sequencer';
import { provideWriter } from '../writer';
import { keyOf, openTestLog, type TestLog, WRITER } from './log';

export type LiveLog = TestLog & { startSealing(): void; stopSealing(): Promise<void> };

/** A log with a sequencer at work on it, and this process as one of its writers. */
export async function openLiveLog(): Promise<LiveLog> {
  const log = await openTestLog();
  attachDatabase(log.database.url());
  provideWriter(async () => ({ id: WRITER, key: keyOf(WRITER) }));
  const inbox = new Channel(log.database.url('keeper'), INBOX_CHANNEL);
  let sequencer: Sequencer | undefined;
  const live: LiveLog = {
    ...log,
    startSealing: () => {
      sequencer = new Sequencer({ pool: log.pool, inbox, keyOf });
      sequencer.start();
    },
    stopSealing: async () => {
      await sequencer?.stop();
      sequencer = undefined;
    },
    close: async () => {
      await live.stopSealing();
      await inbox.close();
      await closeFeed();
      await closeDatabase();
      await log.close();
    },
  };
  live.startSealing();
  return live;
}
