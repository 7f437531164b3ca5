import { literal } from '../state-machine/jsonata';
import { OFFSETS_KNOWN, zoneOffsets } from './zone-offsets';

/** A day that a schedule's start makes, in the execution's input: `localDay` holds one for each parameter's name. */
export interface LocalDay {
  readonly timeZone: string;
  readonly daysBefore: number;
}

/** What begins so Scheduler replaces, wherever it stands in the input of a start. */
export const SCHEDULER_FILLS = '<aws.scheduler.';

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * JSONata: the parameters in an execution's input, with those that its `localDay` names: the day that the clock of their time zone
 * shows at `scheduledTime`, or some days before it.
 *
 * Scheduler tells that time in UTC, and JSONata's own time zones know no daylight saving: so each zone's changes stand here, as Node.js
 * knew them at synthesis. Where they are not known the execution fails: no day is better than a wrong one.
 * @param timeZones that may be named
 */
export function scheduledParameters(timeZones: readonly string[]): string {
  const zones = [...new Set(timeZones)].sort().map((zone) => {
    const { from, minutes } = zoneOffsets(zone);
    return `    ${literal(zone)}: { "from": [${from.join(',')}], "minutes": [${minutes.join(',')}] }`;
  });
  return `(
  $zones := {
${zones.join(',\n')}
  };
  $input := $states.input;
  $time := $type($input.scheduledTime) = "string" ? $toMillis($input.scheduledTime);
  $day := function($wanted) {(
    $zone := $lookup($zones, $wanted.timeZone);
    $passed := $zone.from[$ * ${MINUTE} <= $time];
    $exists($time) = false ? $error("scheduledTime: expected the time of the schedule, such as 2026-11-23T06:00:00Z")
    : $exists($zone) = false ? $error("localDay: expected a time zone of the job's schedules")
    : ($type($wanted.daysBefore) = "number") = false ? $error("localDay: expected daysBefore to be a number")
    : $count($passed) = 0 or $time >= ${OFFSETS_KNOWN.to * MINUTE} ? $error("scheduledTime: expected a time from 2025 to 2054, for which the job knows its time zones; deploy it anew with a newer release")
    : $fromMillis($time + $zone.minutes[$count($passed) - 1] * ${MINUTE} - $wanted.daysBefore * ${DAY}, "[Y0001]-[M01]-[D01]")
  )};
  $exists($input.localDay)
  ? $merge($append($input.parameters, $each($input.localDay, function($wanted, $name) {{ $name: $day($wanted) }})))
  : $input.parameters
)`;
}
