import type { Run, RunState } from '../../../jobs/runs/run';
import type { TaskStatus } from '../../../jobs/tasks/run-tasks';
import { html, type SafeHtml } from '../html';

/** How a state looks: never by colour alone. */
export type Tone = 'good' | 'bad' | 'busy' | 'odd' | 'idle';

/** A state's word and colour. */
export interface StateLook {
  readonly word: string;
  readonly tone: Tone;
}

const RUN_STATES: Readonly<Record<RunState, StateLook>> = {
  'starting': { word: 'Starting', tone: 'busy' },
  'running': { word: 'Running', tone: 'busy' },
  'succeeded': { word: 'Succeeded', tone: 'good' },
  'failed': { word: 'Failed', tone: 'bad' },
  'timed-out': { word: 'Timed out', tone: 'bad' },
  'stopped': { word: 'Stopped', tone: 'odd' },
  'refused': { word: 'Refused', tone: 'odd' },
};

/** In the words of Luigi's visualiser. */
const TASK_STATES: Readonly<Record<TaskStatus, StateLook>> = {
  DONE: { word: 'done', tone: 'good' },
  RUNNING: { word: 'running', tone: 'busy' },
  PENDING: { word: 'pending', tone: 'idle' },
  FAILED: { word: 'failed', tone: 'bad' },
  DISABLED: { word: 'disabled', tone: 'odd' },
  UNKNOWN: { word: 'unknown', tone: 'idle' },
};

/** How a run's state looks. */
export function lookOf({ state }: Pick<Run, 'state'>): StateLook {
  return RUN_STATES[state];
}

/** How a Luigi task's state looks. */
export function lookOfTask(status: TaskStatus): StateLook {
  return TASK_STATES[status];
}

/** Task states in the order in which a person asks for them. */
export const TASK_STATUSES: readonly TaskStatus[] = ['FAILED', 'DISABLED', 'RUNNING', 'PENDING', 'UNKNOWN', 'DONE'];

/** A state as a badge. */
export function badge({ word, tone }: StateLook): SafeHtml {
  return html`<span class="state ${tone}">${word}</span>`;
}
