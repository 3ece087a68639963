import type { ExitName, PolicyExitName } from '../exit-codes.ts';

/** What a command has to say when it is done. */
export interface Answer {
  /** For `--json`; bytes are in base64. Where a command ends with another status than 0, `error` says why. */
  readonly document: object;
  /** For people; no line end at the end. */
  readonly text: string;
  /** Default `success`. */
  readonly exit?: ExitName | PolicyExitName;
}
