import type { ParameterValue } from '../runs/run';

/** Schema of one parameter, as a job's document states it: a date, integer, choice, text, flag or interval. */
export interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly format?: 'date' | 'luigi-date-interval';
  readonly enum?: readonly string[];
  readonly default?: ParameterValue;
  readonly [keyword: string]: unknown;
}

/** A job as the gateway holds it: checked and frozen. */
export interface Job {
  readonly name: string;
  readonly description: string | undefined;
  readonly category: string;
  readonly family: string;
  /** By name, in the document's order. Without a prototype: a parameter may be called `constructor`. */
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  /** Names of those that must be given, or have a default. */
  readonly required: readonly string[];
  readonly reasonRequired: boolean;
  readonly maxConcurrentRuns: number;
  /** ARN of the role of its tasks. */
  readonly taskRole: string | undefined;
  /** Log group of its tasks. */
  readonly logGroup: string | undefined;
}

/** A job's parameters, by name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;
