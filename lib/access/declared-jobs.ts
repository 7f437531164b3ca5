import { Token } from 'aws-cdk-lib';
import { ACCESS_MAPPING_RULES } from '../contract/access-mapping-rules';
import type { ILuigiService } from '../luigi-service-base';
import { quoted } from '../messages/quoted';
import { AccessRegistry } from './access-registry';

/**
 * Jobs of a service that mappings may name. A mapping may name any that is declared on the same service anywhere in the app,
 * before or after the mapping.
 */
export class DeclaredJobs {
  private readonly categories = new Map<string, string>();

  /** @param service whose jobs these are */
  public constructor(service: ILuigiService) {
    AccessRegistry.of(service).addJobs(service, this.categories);
  }

  /**
   * Declares a job that is made here or elsewhere. Declaring it again is no mistake.
   *
   * @param name of the job
   * @param category of the job
   * @throws Error where either can't be a name, and where the same job is declared with two categories
   */
  public declare(name: string, category: string): void {
    for (const [what, value] of [['job', name], ['category', category]] as const) {
      if (Token.isUnresolved(value) || !ACCESS_MAPPING_RULES.name.test(value)) {
        throw new Error(`got the ${what} ${quoted(value)}, expected 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end; mend the name`);
      }
    }
    const known = this.categories.get(name);
    if (known !== undefined && known !== category) {
      throw new Error(`got the category ${category} for the job ${name}, expected ${known} as declared before; declare it once`);
    }
    this.categories.set(name, category);
  }
}
