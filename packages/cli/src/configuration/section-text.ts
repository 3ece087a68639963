import type { UntypedSection } from '@chatelaine/vault';

/** A section on one line. Text is in double quotes, which YAML and JSON read alike. */
export function sectionText(section: UntypedSection): string {
  const members = Object.entries(section).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `{ ${members.join(', ')} }`;
}
