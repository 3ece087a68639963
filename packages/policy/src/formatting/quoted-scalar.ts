import { parse } from 'yaml';

/**
 * A plain scalar as it should be written: in quotes if any YAML, of version 1.1 or 1.2, takes it for something else than text —
 * a number, a truth, a date. People and other tools read it then as the loader does.
 */
export function quotedScalar(source: string): string {
  return isText(source) ? source : `'${source}'`;
}

function isText(source: string): boolean {
  return (['1.1', '1.2'] as const).every((version) => {
    const value: unknown = parse(source, {
      version,
      schema: version === '1.1' ? 'yaml-1.1' : 'core',
      logLevel: 'silent',
    });
    return typeof value === 'string';
  });
}
