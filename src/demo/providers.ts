import { existsSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { type Provider, providersPath } from '../delivery/providers.ts';
import { HOME_REGIONS } from '../synth/organisations.ts';

/** Tells deliveries which län the demonstration's regions are, unless an operator keeps a list there already. */
export function writeDemoProviders(dataFolder: string): void {
  const path = providersPath(dataFolder);
  if (existsSync(path)) return;
  const providers = HOME_REGIONS.map(
    ({ vardgivare, kommuner }): Provider => ({
      organisationsnummer: vardgivare.organisationsnummer,
      name: vardgivare.name,
      lanskod: kommuner[0]!.kommunkod.slice(0, 2),
    }),
  );
  writeFileSync(path, stringify(providers));
}
