import { join } from 'node:path';
import type { PolicyRule } from '@chatelaine/policy';
import { printable } from './printable.ts';

/** Where a rule stands, from the working directory, so that an editor can jump there. */
export function rulePlace({ position: { document, line, column } }: PolicyRule, prefix: string): string {
  return printable(`${join(prefix, document)}:${line}:${column}`);
}
