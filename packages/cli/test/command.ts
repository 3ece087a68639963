import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { run, type AskSecret } from '@chatelaine/cli';
import { onTestFinished, vi } from 'vitest';

// Loading the vault, and stretching passphrases, takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** How one call of the command ended. */
export interface Ended {
  readonly status: number;
  readonly output: string;
  readonly outputBytes: Uint8Array;
  readonly errors: string;
}

/** What a test changes of the process that the command believes to run in. */
export interface Circumstances {
  readonly input?: Uint8Array | string | Readable;
  readonly output?: Writable;
  readonly environment?: Readonly<Record<string, string>>;
  readonly askSecret?: AskSecret;
  readonly interruption?: AbortSignal;
  /** Output and errors are terminals. */
  readonly terminal?: boolean;
  readonly columns?: number;
}

class Collector extends Writable {
  readonly chunks: Uint8Array[] = [];
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: () => void): void {
    this.chunks.push(Uint8Array.from(chunk));
    done();
  }
}

/** A working directory of one test, and the command in it. */
export class Workplace {
  readonly directory: string;
  readonly temporaryDirectory: string;

  private constructor(directory: string, temporaryDirectory: string) {
    this.directory = directory;
    this.temporaryDirectory = temporaryDirectory;
  }

  static async create(): Promise<Workplace> {
    const directory = await mkdtemp(join(tmpdir(), 'chatelaine-cli-'));
    const temporaryDirectory = await mkdtemp(join(tmpdir(), 'chatelaine-cli-tmp-'));
    onTestFinished(async () => {
      await rm(directory, { recursive: true, force: true });
      await rm(temporaryDirectory, { recursive: true, force: true });
    });
    return new Workplace(directory, temporaryDirectory);
  }

  path(...names: readonly string[]): string {
    return join(this.directory, ...names);
  }

  async run(argv: readonly string[], circumstances: Circumstances = {}): Promise<Ended> {
    const { askSecret, environment = {}, input = '', interruption, terminal = false } = circumstances;
    const output = new Collector(terminal);
    const errors = new Collector(terminal);
    const given = input instanceof Readable ? input : Readable.from(input.length === 0 ? [] : [Buffer.from(input)]);
    const status = await run(argv, {
      standardInput: given,
      standardOutput: circumstances.output ?? output,
      standardError: errors,
      environment,
      workingDirectory: this.directory,
      temporaryDirectory: this.temporaryDirectory,
      interruption: interruption ?? new AbortController().signal,
      ...(askSecret === undefined ? {} : { askSecret }),
    });
    const outputBytes = Buffer.concat(output.chunks);
    return {
      status,
      outputBytes,
      output: outputBytes.toString('utf8'),
      errors: Buffer.concat(errors.chunks).toString('utf8'),
    };
  }
}
