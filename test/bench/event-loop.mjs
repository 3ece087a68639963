import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

const milliseconds = 3_000;

/**
 * How much longer the event loop keeps others waiting while 32 signatures of the pool are in flight: the 99.9th
 * percentile of its delay, above that of an idle process.
 */
export async function eventLoopRow(kms, creator, message) {
  const { keyId } = await creator.createKey({ keySpec: 'RSA_2048' });
  await kms.sign({ keyId, message });
  const idle = await delayWhile(() => setTimeout(milliseconds));
  const busy = await delayWhile(async () => {
    const until = performance.now() + milliseconds;
    const lane = async () => {
      while (performance.now() < until) await kms.sign({ keyId, message });
    };
    await Promise.all(Array.from({ length: 32 }, lane));
  });
  return {
    name: 'event-loop delay, p99.9, 32 RSA_2048 signatures in flight',
    ratio: busy / idle,
    medianMicroseconds: busy,
    bareMicroseconds: idle,
    overheadMicroseconds: busy - idle,
    overheadLimit: 2_000,
  };
}

async function delayWhile(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99.9) / 1_000;
}
