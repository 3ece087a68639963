import type { MaybeTerminal, Surroundings } from '../surroundings/surroundings.ts';

/** The few emphases that the command uses. */
export interface Style {
  bold(text: string): string;
  alarm(text: string): string;
  success(text: string): string;
  faint(text: string): string;
}

const sequence =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001B[${open}m${text}\u001B[${close}m`;

const coloured: Style = {
  bold: sequence(1, 22),
  alarm: sequence(31, 39),
  success: sequence(32, 39),
  faint: sequence(2, 22),
};
/** No emphasis: for files. */
export const plainStyle: Style = {
  bold: (text) => text,
  alarm: (text) => text,
  success: (text) => text,
  faint: (text) => text,
};

/** Emphasis only on a terminal that can show it, and never against the person's wish (no-color.org). */
export function styleFor(stream: MaybeTerminal<object>, environment: Surroundings['environment']): Style {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return stream.isTTY === true && !refused ? coloured : plainStyle;
}
