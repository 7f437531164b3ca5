import { App, Stack } from 'aws-cdk-lib';
import { controlPath, revocationParameterName } from '../../../../lib/contract/parameter-names';
import { LuigiService } from '../../../../lib/luigi-service';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

test('a service names the parameter of who is shut out, where the gateway looks for it', () => {
  expect(aLuigiStack(() => ({ serviceName: 'etl' })).service.revocationParameterName).toBe('/luigi/etl/control/revoked');
  expect(revocationParameterName('etl')).toBe(`${controlPath('etl')}/revoked`);
});

test.each([['etl', '/luigi/etl/control/revoked'], [undefined, '/luigi/luigi/control/revoked']])('a service of another stack, %s, names it too', (serviceName, name) => {
  expect(LuigiService.fromLuigiServiceAttributes(new Stack(new App(), 'Stack'), 'Luigi', { serviceName }).revocationParameterName).toBe(name);
});
