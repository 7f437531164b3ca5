import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { LuigiServiceProps } from './luigi-service-props';

/** The certificate that is given, or one that is made in the service and validated in its zone. @throws Error where neither can be */
export function certificateOf(service: Construct, { certificate, hostedZone, domainName }: LuigiServiceProps): ICertificate {
  if (certificate !== undefined) return certificate;
  if (hostedZone === undefined) {
    throw new Error('got neither certificate nor hostedZone, expected one of them: give the certificate of the domain name, or the zone in which one can be validated');
  }
  return new Certificate(service, 'Certificate', { domainName, validation: CertificateValidation.fromDns(hostedZone) });
}
