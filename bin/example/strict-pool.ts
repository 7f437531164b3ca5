import { FeaturePlan, Mfa, StandardThreatProtectionMode, type UserPoolProps } from 'aws-cdk-lib/aws-cognito';

/** A user pool in which nobody signs themselves up, and in which whoever has a password has a second factor. */
export const STRICT_POOL = {
  selfSignUpEnabled: false,
  mfa: Mfa.REQUIRED,
  mfaSecondFactor: { otp: true, sms: false },
  enableSmsRole: false,
  passwordPolicy: { minLength: 14, requireDigits: true, requireLowercase: true, requireSymbols: true, requireUppercase: true },
  featurePlan: FeaturePlan.PLUS,
  standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
} satisfies UserPoolProps;
