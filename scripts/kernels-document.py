"""Writes onnxruntime's table of CUDA kernels, in the form of its docs/OperatorKernels.md, from the package itself.

    python kernels-document.py OUT.md     in an environment with onnxruntime-gpu of the wanted version and the CUDA
                                          libraries it links to, on a machine with an NVIDIA driver

For when the document of that exact version is not at hand: both list what get_all_opkernel_def() returns.
The column of parameters stays empty. Next: npx tsx scripts/kernels.ts OUT.md --onnxruntime VERSION
"""

import sys
from collections import defaultdict
from pathlib import Path

import onnxruntime.capi.onnxruntime_pybind11_state as state

OPEN_END = 2**31 - 1


def main(out):
    kernels = [k for k in state.get_all_opkernel_def() if k.provider == "CUDAExecutionProvider"]
    if not kernels:
        sys.exit("This onnxruntime registers no CUDA kernels: install onnxruntime-gpu and the CUDA libraries it links to.")
    domains = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(set))))
    for kernel in kernels:
        types = domains[kernel.domain][kernel.op_name][tuple(kernel.version_range)]
        for name, allowed in kernel.type_constraints.items():
            types[name].update(allowed)
    lines = ["## Operators implemented by CUDAExecutionProvider", "",
             "| Op Name | Parameters | OpSet Version | Types Supported |", "|---------|------------|---------------|-----------------|"]  # fmt: skip
    for domain, ops in sorted(domains.items()):
        lines.append(f"|**Operator Domain:** *{domain or 'ai.onnx'}*||||")
        for op, versions in sorted(ops.items()):
            for i, ((start, end), types) in enumerate(sorted(versions.items(), reverse=True)):
                version = f"{start}+" if end == OPEN_END else f"{start}" if start == end else f"[{start}, {end}]"
                text = "<br/> ".join(f"**{n}** = {', '.join(sorted(types[n]))}" for n in sorted(types))
                lines.append(f"|{op if i == 0 else ''}||{version}|{text}|")
    Path(out).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
