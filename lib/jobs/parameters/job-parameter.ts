import type {
  ChoiceParameterOptions, DateParameterOptions, FlagParameterOptions, IntegerParameterOptions, IntervalParameterOptions,
  JobParameterOptions, TextParameterOptions,
} from './job-parameter-options';
import { choiceSchema, dateSchema, flagSchema, integerSchema, intervalSchema, textSchema, type ParameterSchema } from './parameter-schemas';

/**
 * A parameter of a job: what whoever starts it may say, within limits. What isn't declared nobody can say.
 *
 * Its values are not secret: they stand in execution inputs, events, logs and Luigi's task ids.
 */
export class JobParameter {
  /**
   * A date.
   * @throws Error where a limit or the default value is no date, or the default value lies outside the limits
   */
  public static date(options: DateParameterOptions = {}): JobParameter {
    return new JobParameter(options, dateSchema(options));
  }

  /**
   * A whole number of at most 15 digits.
   * @throws Error where a limit or the default value is none, or the default value lies outside the limits
   */
  public static integer(options: IntegerParameterOptions = {}): JobParameter {
    return new JobParameter(options, integerSchema(options));
  }

  /**
   * One of several texts.
   * @throws Error where there are none or too many, one is twice, or the default value isn't among them
   */
  public static choice(options: ChoiceParameterOptions): JobParameter {
    return new JobParameter(options, choiceSchema(options));
  }

  /**
   * A text. Whatever is in it, it stays one argument of the command: no shell sees it.
   * @throws Error where a limit can't be one, or the default value isn't within the limits
   */
  public static text(options: TextParameterOptions = {}): JobParameter {
    return new JobParameter(options, textSchema(options));
  }

  /** Yes or no. */
  public static flag(options: FlagParameterOptions = {}): JobParameter {
    return new JobParameter(options, flagSchema(options));
  }

  /**
   * Days from one to another.
   * @throws Error where the default value is no interval of Luigi's
   */
  public static interval(options: IntervalParameterOptions = {}): JobParameter {
    return new JobParameter(options, intervalSchema(options));
  }

  /** Its JSON Schema (2020-12). */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "any JSON" but any
  public readonly schema: any;
  /** Whether whoever starts the job must say. */
  public readonly required: boolean;

  private constructor({ optional = false }: JobParameterOptions, schema: ParameterSchema) {
    this.schema = schema;
    this.required = !optional && schema.default === undefined;
  }
}
