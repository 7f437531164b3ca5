import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AuthenticationBindOptions, AuthenticationConfig } from './authentication-config';
import type { BreakGlassOptions } from './break-glass-options';
import type { LoginMaker } from './login-maker';

/** Keeps a second way of logging in ready. */
export class BreakGlassLogin implements LoginMaker {
  public constructor(private readonly options: BreakGlassOptions) {
    if (options.usual === options.breakGlass) {
      throw new Error('usual and breakGlass are the same, expected two ways of logging in that do not fail together');
    }
  }

  public bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    // Where it would be alone: taking up or leaving this must not replace anybody's user pool.
    const usual = this.options.usual.bind(scope, options);
    const breakGlass = this.options.breakGlass.bind(new Construct(scope, 'BreakGlass'), options);
    if (this.options.active !== true) return usual;
    Annotations.of(scope).addInfo('people log in by the break-glass way; go back to the usual one as soon as its provider is up (docs/break-glass.md)');
    return breakGlass;
  }
}
