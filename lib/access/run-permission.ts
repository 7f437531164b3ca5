import { Token } from 'aws-cdk-lib';
import { ACCESS_MAPPING_RULES } from '../contract/access-mapping-rules';
import { quoted } from '../messages/quoted';
import { parameterLimitsFault } from './parameter-limits';

/** Leave to start a job, or the jobs of a category. */
export class RunPermission {
  /**
   * One job.
   *
   * @param name of the job
   * @param parameters limits on parameter values, besides the job's own: a JSON Schema (2020-12) by parameter name, as plain objects
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "any JSON" but any
  public static job(name: string, parameters?: { [name: string]: any }): RunPermission {
    return new RunPermission('job', name, parameters);
  }

  /**
   * All jobs of a category, those that are yet to come too.
   *
   * @param name of the category
   * @param parameters limits on parameter values, besides the jobs' own: a JSON Schema (2020-12) by parameter name, as plain objects
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "any JSON" but any
  public static category(name: string, parameters?: { [name: string]: any }): RunPermission {
    return new RunPermission('category', name, parameters);
  }

  /**
   * Limits on parameter values; undefined where there are none.
   * @default - the jobs' own limits only
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii has no type for "any JSON" but any
  public readonly parameters?: { [name: string]: any };

  private constructor(
    /** Kind of what may be started: `job` or `category`. */
    public readonly kind: string,
    /** Name of the job or of the category. */
    public readonly name: string,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
    parameters?: { [name: string]: any },
  ) {
    if (!Token.isUnresolved(name) && !ACCESS_MAPPING_RULES.name.test(name)) {
      throw new Error(`got the ${kind} ${quoted(name)}, expected 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end; mend the name`);
    }
    if (parameters === undefined) return;
    const fault = parameterLimitsFault(parameters);
    if (fault !== undefined) throw new Error(`permission to run the ${kind} ${name}: ${fault}`);
    // A copy: what is changed later was not checked.
    this.parameters = structuredClone(parameters);
  }
}
