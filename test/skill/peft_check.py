"""Proves that a skill folder we wrote loads in PEFT with the ΔW it should have, and that gguf's own reader reads our export.

    python peft_check.py BASE SKILL DELTAS [GGUF]

BASE holds a Llama's config.json, DELTAS (safetensors) the expected ΔW of every module. Prints the worst relative error as JSON.
Needs torch, transformers, peft, safetensors and gguf; test/skill/peft.test.ts runs it.
"""
import json
import sys

from peft import PeftModel
from safetensors.torch import load_file
from transformers import LlamaConfig, LlamaForCausalLM

base, skill, deltas_path, *gguf_path = sys.argv[1:]
config = LlamaConfig.from_pretrained(base)
model = PeftModel.from_pretrained(LlamaForCausalLM(config), skill)
wanted = load_file(deltas_path)
stored = load_file(f"{skill}/adapter_model.safetensors")
in_model = {n.replace(".default.", "."): p for n, p in model.named_parameters() if "lora_" in n}
assert in_model.keys() == stored.keys(), in_model.keys() ^ stored.keys()
for name, value in stored.items():
    assert (in_model[name] == value).all(), f"{name} was not loaded"

found = {
    name.removeprefix("base_model.model."): module.get_delta_weight("default")
    for name, module in model.named_modules()
    if hasattr(module, "get_delta_weight")
}
assert found.keys() == wanted.keys(), found.keys() ^ wanted.keys()


def error(actual, expected):
    return float((actual - expected).abs().max() / expected.abs().max())


result = {"modules": len(found), "peft": max(error(found[name], wanted[name]) for name in wanted)}

if gguf_path:
    import torch
    from gguf import GGUFReader, MODEL_ARCH, get_tensor_name_map

    reader = GGUFReader(gguf_path[0])
    fields = {name: field.contents() for name, field in reader.fields.items()}
    assert (fields["general.type"], fields["adapter.type"], fields["general.architecture"]) == ("adapter", "lora", "llama"), fields
    tensors = {t.name: torch.tensor(t.data) for t in reader.tensors}
    names = get_tensor_name_map(MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    worst = 0.0
    for module, expected in wanted.items():
        name = names.get_name(module) + ".weight"
        a, b = tensors.pop(f"{name}.lora_a"), tensors.pop(f"{name}.lora_b")
        if count := heads.get(module.split(".")[-1]):
            halves = expected.reshape(count, 2, expected.shape[0] // count // 2, expected.shape[1])
            expected = halves.swapaxes(1, 2).reshape(expected.shape)
        worst = max(worst, error(fields["adapter.lora.alpha"] / a.shape[0] * (b @ a), expected))
    assert not tensors, tensors.keys()
    result["gguf"] = worst

print(json.dumps(result))
