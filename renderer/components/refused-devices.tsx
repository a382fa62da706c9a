import { useTranslation } from 'react-i18next';
import type { Device } from '../api.ts';

/** Why devices can't be used, a line each. */
export function RefusedDevices({ devices }: { readonly devices: readonly Device[] }) {
  const { t } = useTranslation('settings');
  return devices.map(({ name, detail, reason }) => {
    const known = refusals.find((one) => one === reason);
    const title = devicesToChoose.find((one) => one === name);
    return (
      <div key={name}>
        {title === undefined ? name : t(`device.${title}`)}: {known === undefined ? detail : t(`refused.${known}`)}
      </div>
    );
  });
}

export const devicesToChoose = ['auto', 'cpu', 'cuda', 'webgpu', 'dml'] as const;
const refusals = ['other-system', 'no-driver', 'no-library', 'no-graphics', 'no-engine'] as const;
