import type { KeySpecName } from '../parameter-sets.ts';
import type { ExpandedKey, PrimitiveName } from '../primitives/primitive.ts';

/** What a thread can be asked for. Arrays of bytes belong to the thread, which gets them without a copy. */
export interface Tasks {
  readonly publicKey: { readonly input: { readonly seed: Uint8Array }; readonly output: Uint8Array };
  readonly expand: { readonly input: { readonly seed: Uint8Array }; readonly output: ExpandedKey };
  readonly sign: { readonly input: SignInput; readonly output: Uint8Array };
  readonly verify: { readonly input: VerifyInput; readonly output: boolean };
}

interface SignInput {
  /** The number of a key. */
  readonly key: number;
  /** The expanded key, for a thread that does not hold it yet. */
  readonly secretKey: Uint8Array | undefined;
  readonly message: Uint8Array;
}

interface VerifyInput {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

export type TaskName = keyof Tasks;

/** A task with what it needs. */
export interface TaskOf<Name extends TaskName> {
  readonly name: Name;
  readonly keySpec: KeySpecName;
  readonly input: Tasks[Name]['input'];
}

export type Task = { readonly [Name in TaskName]: TaskOf<Name> }[TaskName];

/** What is sent to a thread: a task, which it answers, or the number of a key to overwrite. */
export type Request = { readonly id: number; readonly task: Task } | { readonly forget: number };

/** The answer to a task: its output, or what went wrong. */
export type Reply =
  | { readonly id: number; readonly output: Tasks[TaskName]['output'] }
  | { readonly id: number; readonly problem: string };

/** What a thread is told when it starts. */
export interface ThreadData {
  readonly primitive: PrimitiveName;
}
