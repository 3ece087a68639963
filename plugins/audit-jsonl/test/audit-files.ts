import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@chatelaine/core';

/** A new directory, and what removes it. */
export function scratchDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'chatelaine-audit-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

export interface Trail {
  readonly events: readonly AuditEvent[];
  /** What stands after the last line break. */
  readonly tail: string;
}

/** Reads a file as the README tells to: whole lines are events, what stands after the last of them is no event. */
export function readTrail(path: string): Trail {
  const lines = readFileSync(path, 'utf8').split('\n');
  const tail = lines.pop() ?? '';
  return { events: lines.map((line) => JSON.parse(line) as AuditEvent), tail };
}

/** The events of all files of a folder, the oldest file first; fails if one has half a line. */
export function eventsOf(folder: string): AuditEvent[] {
  return filesOf(folder).flatMap((path) => {
    const { events, tail } = readTrail(path);
    if (tail !== '') throw new Error(`${path} ends in half a line`);
    return events;
  });
}

export function sequencesOf(folder: string): number[] {
  return eventsOf(folder).map(({ sequence }) => sequence);
}
