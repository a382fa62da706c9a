"""The peer of the training benchmark: one LoRA step by PyTorch and PEFT for each line of stdin.

    python train-peer.py MODEL_FOLDER SETTINGS_JSON

A line is {"ids": [[…], …]}; the answer {"seconds", "loss", "peakMiB"}: forward, backward, clipping, AdamW.
"""

import json
import sys
import time
import warnings

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM


def main(folder, settings):
    warnings.filterwarnings("ignore")
    torch.set_num_threads(settings["threads"])
    torch.set_flush_denormal(True)  # as onnxruntime is told to
    torch.manual_seed(1)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
    lora = LoraConfig(r=settings["rank"], lora_alpha=settings["alpha"], lora_dropout=settings["dropout"],
                      target_modules=list(settings["targets"]), task_type="CAUSAL_LM")  # fmt: skip
    model = get_peft_model(model, lora).train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=settings["learningRate"], weight_decay=settings["weightDecay"], fused=True)
    print(json.dumps({"ready": True, "torch": torch.__version__, "parameters": sum(p.numel() for p in parameters)}), flush=True)
    for line in sys.stdin:
        ids = torch.tensor(json.loads(line)["ids"])
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = model(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, settings["clipNorm"])
        optimizer.step()
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "loss": loss.item(), "peakMiB": peak_mib()}), flush=True)


def peak_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
