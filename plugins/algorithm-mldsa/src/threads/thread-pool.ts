import type { PrimitiveName } from '../primitives/primitive.ts';
import type { KeySpecName } from '../parameter-sets.ts';
import type { TaskName, TaskOf, Tasks } from './tasks.ts';
import { Thread } from './thread.ts';

/** How long threads without keys stay when nothing is asked of them, in milliseconds. */
const idleTime = 30_000;

/**
 * The threads of one vault: started when they are needed, as many as are busy at once and no more than `limit`. One
 * that ends by itself is replaced at the next call. All end some time after the last key is gone.
 */
export class ThreadPool {
  readonly #primitive: PrimitiveName;
  readonly #limit: number;
  readonly #threads = new Set<Thread>();
  readonly #keys = new Set<number>();
  #nextKey = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(primitive: PrimitiveName, limit: number) {
    this.#primitive = primitive;
    this.#limit = limit;
  }

  /** A number for a key, which stands for it until `forget`. */
  addKey(): number {
    this.#nextKey += 1;
    this.#keys.add(this.#nextKey);
    return this.#nextKey;
  }

  /** Overwrites the key in every thread that holds it. */
  forget(key: number): void {
    this.#keys.delete(key);
    for (const thread of this.#threads) thread.forget(key);
    this.#rest();
  }

  publicKey(keySpec: KeySpecName, seed: Uint8Array): Promise<Uint8Array> {
    return this.#run({ name: 'publicKey', keySpec, input: { seed } }, [seed]);
  }

  expand(keySpec: KeySpecName, seed: Uint8Array): Promise<Tasks['expand']['output']> {
    return this.#run({ name: 'expand', keySpec, input: { seed } }, [seed]);
  }

  /** @param secretKey The expanded key with the number `key`; copied for a thread that does not hold it. */
  async sign(keySpec: KeySpecName, key: number, secretKey: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
    const thread = this.#leastBusy();
    const copy = thread.keys.has(key) ? undefined : Uint8Array.from(secretKey);
    const input = { key, secretKey: copy, message: Uint8Array.from(message) };
    thread.keys.add(key);
    const given = copy === undefined ? [input.message] : [input.message, copy];
    try {
      return await this.#runOn(thread, { name: 'sign', keySpec, input }, given);
    } catch (error) {
      // Whether it holds the key now is not known.
      thread.forget(key);
      throw error;
    }
  }

  verify(keySpec: KeySpecName, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const input = {
      publicKey: Uint8Array.from(publicKey),
      message: Uint8Array.from(message),
      signature: Uint8Array.from(signature),
    };
    return this.#run({ name: 'verify', keySpec, input }, Object.values(input));
  }

  #run<Name extends TaskName>(task: TaskOf<Name>, given: readonly Uint8Array[]): Promise<Tasks[Name]['output']> {
    return this.#runOn(this.#leastBusy(), task, given);
  }

  async #runOn<Name extends TaskName>(
    thread: Thread,
    task: TaskOf<Name>,
    given: readonly Uint8Array[],
  ): Promise<Tasks[Name]['output']> {
    clearTimeout(this.#idle);
    try {
      return await thread.run(task, given);
    } finally {
      this.#rest();
    }
  }

  #leastBusy(): Thread {
    const [thread] = [...this.#threads].toSorted((one, other) => one.load - other.load);
    if (thread !== undefined && (thread.load === 0 || this.#threads.size >= this.#limit)) return thread;
    const started: Thread = new Thread(this.#primitive, () => this.#threads.delete(started));
    this.#threads.add(started);
    return started;
  }

  /** Ends the threads after a while, unless there is a key or something to do. */
  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#keys.size > 0 || [...this.#threads].some(({ load }) => load > 0)) return;
    this.#idle = setTimeout(() => this.#end(), idleTime).unref();
  }

  #end(): void {
    for (const thread of this.#threads) void thread.end();
    this.#threads.clear();
  }
}
