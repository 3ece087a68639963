import type { Invocation } from '../program/invocation.ts';

/** The configuration file that an invocation means, as the person named it. */
export function configurationFile({ globals, surroundings }: Invocation): string {
  const named = globals.config ?? surroundings.environment['CHATELAINE_CONFIG'] ?? '';
  return named === '' ? 'chatelaine.yaml' : named;
}
