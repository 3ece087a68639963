import type * as Threads from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parameterSets } from '../src/parameter-sets.ts';
import type { Request } from '../src/threads/tasks.ts';
import { ThreadedProvider } from '../src/providers/threaded-provider.ts';

/** Every thread that was started, in order, and what was sent to it. */
const started: Threads.Worker[] = [];
const sent: { readonly worker: number; readonly message: unknown; readonly given: unknown }[] = [];
/** What happens to messages on their way. */
const tampering = { withholdKeys: false };

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof Threads>();
  class Worker extends threads.Worker {
    readonly #number: number;

    constructor(...options: ConstructorParameters<typeof threads.Worker>) {
      super(...options);
      this.#number = started.push(this) - 1;
    }

    override postMessage(message: Request, given: readonly Threads.Transferable[]): void {
      sent.push({ worker: this.#number, message: structuredClone(message), given });
      const signs = 'task' in message && message.task.name === 'sign';
      if (!signs || !tampering.withholdKeys) return super.postMessage(message, given);
      const { id, task } = message;
      return super.postMessage({ id, task: { ...task, input: { ...task.input, secretKey: undefined } } }, []);
    }
  }
  return { ...threads, Worker };
});

const set = parameterSets.ML_DSA_44;
const message = Uint8Array.of(1, 2, 3);
const seed = (): Uint8Array => new Uint8Array(32).fill(5);

beforeEach(() => {
  started.length = 0;
  sent.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(started.map((worker) => worker.terminate()));
});

/** The secrets among what was sent: seeds and expanded keys. */
function secretsSent(): readonly Uint8Array[] {
  return sent.flatMap(({ message: request }) => {
    const input = (request as { task?: { input: Record<string, unknown> } }).task?.input ?? {};
    return [input['seed'], input['secretKey']].filter((secret) => secret instanceof Uint8Array);
  });
}

/** Keeps from a thread what it is asked for next: it is to die before it has done that, however fast it is. */
function neverBegin(worker: Threads.Worker | undefined): void {
  if (worker !== undefined) vi.spyOn(worker, 'postMessage').mockImplementation(() => undefined);
}

describe('the threads of a provider', () => {
  test('start when something is asked of them, and not before', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 4);
    provider.verifier(set, new Uint8Array(set.publicKeyBytes));
    expect(started).toHaveLength(0);
    await provider.publicKey(set, seed());
    expect(started).toHaveLength(1);
    await provider.publicKey(set, seed());
    expect(started).toHaveLength(1);
  });

  test('are as many as are busy at once, and no more than they may be', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 3);
    const key = await provider.load(set, seed());
    expect(started).toHaveLength(1);
    const signatures = await Promise.all(Array.from({ length: 12 }, () => key.sign(message)));
    expect(started).toHaveLength(3);
    const shares = [0, 1, 2].map((worker) => sent.filter((request) => request.worker === worker).length);
    expect(shares).toEqual([5, 4, 4]);
    const verdicts = await Promise.all(signatures.map((signature) => key.publicKey.verify(message, signature)));
    expect(verdicts).toEqual(signatures.map(() => true));
  });

  test('requirement 17: get a key once each, handed over and not copied, and are told to forget it', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 2);
    const key = await provider.load(set, seed());
    await Promise.all(Array.from({ length: 8 }, () => key.sign(message)));
    expect(secretsSent().map(({ length }) => length)).toEqual([32, set.secretKeyBytes, set.secretKeyBytes]);
    for (const { message: request, given } of sent) {
      const { task } = request as { task: { input: Record<string, unknown> } };
      const arrays = Object.values(task.input).filter((value) => value instanceof Uint8Array);
      expect(given).toHaveLength(arrays.length);
    }
    sent.length = 0;
    key.dispose();
    expect(sent.map(({ worker, message: request }) => ({ worker, request }))).toEqual([
      { worker: 0, request: { forget: 1 } },
      { worker: 1, request: { forget: 1 } },
    ]);
  });

  test('get copies: what the caller has stays as it is', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 1);
    const key = await provider.load(set, seed());
    const given = Uint8Array.from(message);
    const signature = await key.sign(given);
    const kept = Uint8Array.from(signature);
    expect(await key.publicKey.verify(given, signature)).toBe(true);
    expect([given, signature]).toEqual([message, kept]);
  });

  test('fail what they had to do when they die, with a clear error, and are replaced', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 1);
    const key = await provider.load(set, seed());
    neverBegin(started[0]);
    const pending = [key.sign(message), provider.publicKey(set, seed()), key.publicKey.verify(message, message)];
    const outcomes = Promise.allSettled(pending);
    await started[0]?.terminate();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'Internal' } });
      expect(outcome).toHaveProperty('reason.message', expect.stringContaining('Try again'));
    }
    const signature = await key.sign(message);
    expect(started).toHaveLength(2);
    expect(await key.publicKey.verify(message, signature)).toBe(true);
  });

  test('take nobody with them when they die of an error', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 1);
    const key = await provider.load(set, seed());
    neverBegin(started[0]);
    const pending = key.sign(message);
    const cause = new Error('out of memory');
    started[0]?.emit('error', cause);
    await Promise.all([started[0]?.terminate(), expect(pending).rejects.toMatchObject({ code: 'Internal', cause })]);
  });

  test('tell what went wrong in them', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 1);
    await expect(provider.publicKey(set, new Uint8Array(31))).rejects.toMatchObject({ code: 'Internal' });
    expect(await provider.publicKey(set, seed())).toHaveLength(set.publicKeyBytes);
  });

  test('get a key again after a signature failed in them', async () => {
    const provider = new ThreadedProvider('liboqs', '0', 1);
    const key = await provider.load(set, seed());
    Object.assign(tampering, { withholdKeys: true });
    await expect(key.sign(message)).rejects.toThrow('does not hold');
    Object.assign(tampering, { withholdKeys: false });
    const signature = await key.sign(message);
    expect(await key.publicKey.verify(message, signature)).toBe(true);
  });

  test('end half a minute after the last key is gone, and start again when they are needed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const provider = new ThreadedProvider('liboqs', '0', 1);
    const key = await provider.load(set, seed());
    await key.sign(message);
    vi.advanceTimersByTime(3_600_000);
    await key.sign(message);
    expect(started).toHaveLength(1);
    const ended = new Promise((resolve) => started[0]?.once('exit', resolve));
    key.dispose();
    vi.advanceTimersByTime(29_999);
    await provider.publicKey(set, seed());
    expect(started).toHaveLength(1);
    vi.advanceTimersByTime(30_000);
    await ended;
    await provider.publicKey(set, seed());
    expect(started).toHaveLength(2);
  });
});
