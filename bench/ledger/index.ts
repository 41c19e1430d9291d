import type { Benchmark } from '../frame/figure';
import { benchBulk } from './bulk';
import { benchChanges } from './changes';
import { fillLog } from './fill';
import { openBenchInstallation } from './installation';
import { benchLatency } from './latency';
import { benchProof } from './proof';
import { benchVerify } from './verify';

export const ledger: Benchmark = {
  summary:
    'The ledger, with every filter index in place; PostgreSQL with fsync on, the keeper as a process of its own.',
  run: async (options) => {
    const installation = await openBenchInstallation(options.data);
    try {
      await fillLog(installation, options);
      return [
        ...(await benchProof(installation, options)),
        ...(await benchVerify(installation, options)),
        await benchChanges(installation, options),
        await benchBulk(installation, options),
        ...(await benchLatency(installation, options)),
      ];
    } finally {
      await installation.close();
    }
  },
};
