import type { Settings } from './configuration-schema.ts';
import type { YamlSource } from './yaml-source.ts';

/** A configuration that was read and is well-formed. */
export interface Configuration {
  /** As the person named it, for messages. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** Absolute: the folder of the file. Relative paths in it are relative to that. */
  readonly baseDirectory: string;
  readonly settings: Settings;
  /** Where each setting stands. */
  readonly source: YamlSource;
}
