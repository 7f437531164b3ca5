import type { TimeZone } from 'aws-cdk-lib';
import { quoted } from '../../messages/quoted';
import { check } from '../parameters/parameter-checks';
import type { ParameterSchema } from '../parameters/parameter-schemas';
import { valueFault } from '../parameters/parameter-values';
import { SCHEDULER_FILLS } from './scheduled-day';

/** Which day it is. */
export interface LocalDayOptions {
  /**
   * How many days before the scheduled one: 0 to 3,660.
   * @default 0
   */
  readonly daysBefore?: number;
  /**
   * Whose calendar.
   * @default - that of the schedule; UTC where it has none, as rates have
   */
  readonly timeZone?: TimeZone;
}

/** What makes a value when a schedule starts a run. */
export interface ScheduledValueConfig {
  /**
   * The value, where it is always the same.
   * @default - it is made at each start
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "any JSON" but any
  readonly value?: any;
  /**
   * How many days before the scheduled one it is, where it is a day.
   * @default - it is no day
   */
  readonly daysBefore?: number;
  /**
   * IANA name of the time zone whose day it is.
   * @default - it is no day
   */
  readonly timeZone?: string;
}

/** What a parameter is when a schedule starts a run. */
export abstract class ScheduledValue {
  /**
   * The same at each start: a text, a number, or true or false, as the parameter takes it.
   * @param value not secret: it stands in inputs, logs and Luigi's task ids
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "a text, a number or a boolean"
  public static fixed(value: any): ScheduledValue {
    return new FixedValue(value);
  }

  /**
   * The day for which the start was scheduled, by the calendar of a place, or so many days before it: right whatever daylight saving does, and
   * however late the start is. For date parameters, and for intervals of one day.
   *
   * Time zones are taken as Node.js knows them at synthesis. Where a country changes its clocks anew, deploy the job by a newer Node.js.
   * @throws Error where daysBefore is not one
   */
  public static localDay(options: LocalDayOptions = {}): ScheduledValue {
    return new LocalDayValue(options);
  }

  /**
   * What the state machine is told.
   * @param timeZone IANA name of the schedule's
   */
  public abstract bind(timeZone: string): ScheduledValueConfig;

  /**
   * What is wrong with it for a parameter; undefined where nothing is.
   * @param schema of the parameter, in JSON Schema
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as JobParameter.schema
  public abstract faultFor(schema: any): string | undefined;
}

class FixedValue extends ScheduledValue {
  public constructor(private readonly value: unknown) {
    super();
  }

  public bind(): ScheduledValueConfig {
    return { value: this.value };
  }

  public faultFor(schema: unknown): string | undefined {
    if (typeof this.value === 'string' && this.value.includes(SCHEDULER_FILLS)) {
      return `got ${quoted(this.value)}, expected no ${SCHEDULER_FILLS}, which Scheduler would replace; write it another way`;
    }
    return valueFault(schema as ParameterSchema, this.value);
  }
}

const MOST_DAYS = 3660;

class LocalDayValue extends ScheduledValue {
  private readonly daysBefore: number;

  public constructor(private readonly options: LocalDayOptions) {
    super();
    this.daysBefore = options.daysBefore ?? 0;
    check('daysBefore', this.daysBefore, (days) => Number.isInteger(days) && days >= 0 && days <= MOST_DAYS, `a whole number from 0 to ${MOST_DAYS}`, 'mend it');
  }

  public bind(timeZone: string): ScheduledValueConfig {
    return { daysBefore: this.daysBefore, timeZone: this.options.timeZone?.timezoneName ?? timeZone };
  }

  public faultFor(schema: unknown): string | undefined {
    const { format, enum: choices } = schema as ParameterSchema;
    return format !== undefined && choices === undefined ? undefined : 'got a local day, expected a date parameter or an interval for it; give it a fixed value';
  }
}
