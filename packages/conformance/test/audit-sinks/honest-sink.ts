import type { AuditEvent, AuditSink } from '@chatelaine/core';
import type { AuditSinkSubject } from '../../src/audit-sink/index.ts';

/** A place that sinks write to: lines of JSON, as they would stand in a file. */
export class Place {
  text = '';

  events(): readonly AuditEvent[] {
    const lines = this.text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as AuditEvent);
  }
}

export const lineOf = (event: AuditEvent): string => `${JSON.stringify(event)}\n`;

/** A sink as functions, which need no `this`. */
export interface SinkFunctions {
  readonly write: (events: readonly AuditEvent[]) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function honestSink(place: Place): SinkFunctions {
  return {
    write: (events) => {
      place.text += events.map(lineOf).join('');
      return Promise.resolve();
    },
    sync: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** A subject of sinks that `make` makes, each at a place of its own, unless there is one for all. */
export function sinkSubject(make: (place: Place) => AuditSink, shared?: Place): AuditSinkSubject {
  const places = new Map<AuditSink, Place>();
  return {
    open: () => {
      const place = shared ?? new Place();
      const sink = make(place);
      places.set(sink, place);
      return sink;
    },
    read: (sink) => places.get(sink)?.events() ?? [],
  };
}
