import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../errors.ts';
import type { FloatType } from '../graph/types.ts';

export const deviceNames = ['cpu', 'cuda', 'webgpu', 'dml'] as const;
export type DeviceKind = (typeof deviceNames)[number];
export type DeviceName = 'auto' | DeviceKind;

/** Where programs run: onnxruntime's execution providers, and the type to compute in. */
export interface Device {
  readonly kind: DeviceKind;
  readonly providers: readonly string[];
  readonly type: FloatType;
}

/** What the probe found about one device. */
export interface DeviceReport {
  readonly kind: DeviceKind;
  readonly usable: boolean;
  /** Why it was refused, or what it is. */
  readonly detail: string;
  /** Why it was refused, for who says it in another language. */
  readonly reason?: DeviceRefusal;
}

/** `other-system`: no build of it runs on this one. */
export type DeviceRefusal = 'other-system' | 'no-driver' | 'no-library' | 'no-graphics';

/** Providers after the first take what the first has no kernel for. */
const devices: Readonly<Record<DeviceKind, Device>> = {
  cpu: { kind: 'cpu', providers: ['cpu'], type: 'f32' },
  cuda: { kind: 'cuda', providers: ['cuda', 'cpu'], type: 'f16' },
  webgpu: { kind: 'webgpu', providers: ['webgpu', 'cpu'], type: 'f16' },
  dml: { kind: 'dml', providers: ['dml', 'cpu'], type: 'f16' },
};

/** Order in which `auto` takes a device. WebGPU and DirectML are used when named: they have not been measured to be faster. */
const automatic: readonly DeviceKind[] = ['cuda', 'cpu'];

/** Looks at every device once and says which can be used, and why another cannot. Starts no session. */
export function probeDevices(): DeviceReport[] {
  return deviceNames.map((kind) => {
    const refusal = refusalOf(kind);
    if (refusal !== undefined) return { kind, usable: false, ...refusal };
    return { kind, usable: true, detail: describeDevice(kind) };
  });
}

/**
 * The device of that name, or the best usable one; one chosen already is given back. CUDA computes in f16, or in bf16 where
 * `STOCKPOT_CUDA_TYPE` is `bf16` (cards from 2020 on). Throws `device/unavailable` with the reason.
 */
export function chooseDevice(name: DeviceName | Device): Device {
  if (typeof name !== 'string') return name;
  if (name === 'auto') return chooseDevice(automatic.find((kind) => refusalOf(kind) === undefined) ?? 'cpu');
  const refusal = refusalOf(name);
  if (refusal !== undefined)
    throw new AppError('device/unavailable', `The device ${name} cannot be used here: ${refusal.detail}`, {
      command: 'Use --device cpu, or see `stockpot doctor`.',
    });
  return name === 'cuda' ? { ...devices.cuda, type: cudaType(process.env.STOCKPOT_CUDA_TYPE) } : devices[name];
}

function cudaType(wanted: string | undefined): FloatType {
  if (wanted === undefined || wanted === '') return devices.cuda.type;
  if (wanted === 'f16' || wanted === 'bf16' || wanted === 'f32') return wanted;
  throw new AppError('device/unavailable', `STOCKPOT_CUDA_TYPE is ${wanted}; it can be f16, bf16 or f32.`);
}

function describeDevice(kind: DeviceKind): string {
  if (kind === 'cpu') return `${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`;
  return 'its provider library is there; it is tried when chosen';
}

function refusalOf(kind: DeviceKind): Required<Pick<DeviceReport, 'reason' | 'detail'>> | undefined {
  const { platform, arch } = process;
  switch (kind) {
    case 'cpu':
      return undefined;
    case 'cuda': {
      if (arch !== 'x64' || platform !== 'linux')
        return refused('other-system', `onnxruntime-node offers CUDA on Linux x64 alone; this is ${platform} ${arch}.`);
      if (!existsSync('/proc/driver/nvidia/version')) return refused('no-driver', 'no NVIDIA driver is loaded.');
      const library = join(libraryFolder(), 'libonnxruntime_providers_cuda.so');
      if (!existsSync(library))
        return refused(
          'no-library',
          "onnxruntime's CUDA library is missing beside its own; run `npm run setup` where it can be downloaded.",
        );
      return undefined;
    }
    case 'dml':
      if (platform !== 'win32') return refused('other-system', `DirectML belongs to Windows; this is ${platform}.`);
      return undefined;
    case 'webgpu':
      if (platform === 'darwin' && arch !== 'arm64')
        return refused('other-system', 'onnxruntime-node has no build for Intel Macs.');
      if (platform === 'linux' && !existsSync('/dev/dri') && !existsSync('/proc/driver/nvidia/version'))
        return refused('no-graphics', 'no graphics device is there (/dev/dri).');
      return undefined;
  }
}

function refused(reason: DeviceRefusal, detail: string) {
  return { reason, detail };
}

function libraryFolder(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
}
