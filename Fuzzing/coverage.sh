#!/bin/bash
# The lines of a reader that a run has reached: coverage.sh READER PROGRAM PROFILES TOOLS
set -e
reader=$1 program=$2 profiles=$3 tools=$4
checkpoints=$(echo Sources/Checkpoints/{CheckpointFile,FileCheckpoint,MappedFile,StoredBytes,StridedLayout,TensorRecord}.swift)
pickles=$(echo Sources/Checkpoints/{StridedLayout+Gather,PickleInterpreter,PickleInterpreter+Objects,PickleCursor,PickleGraph,PickleGlobal,StateDictionary,TorchContents,TorchStorage}.swift)
case $reader in
safetensors) files="$checkpoints $(echo Sources/Checkpoints/{SafetensorsFile,SafetensorsHeader,StrictJSON,ElementType+Safetensors}.swift)" ;;
torch-zip) files="$checkpoints $pickles $(echo Sources/Checkpoints/{TorchZipFile,ZipArchive,ZipEndRecord,CentralRecord,LocalRecord,Zip64Extra,LazyChecksum,CRC32}.swift)" ;;
torch-legacy) files="$checkpoints $pickles Sources/Checkpoints/TorchLegacyFile.swift" ;;
vocabulary) files=$(echo Sources/Tokenization/{BPEVocabulary,BPEVocabulary+ModelFile,BPEVocabulary+Validation,ModelFileScanner}.swift) ;;
# Of the configurations what decodes and checks them, without what other programs' files or the code itself make them from.
manifest) files=$(echo Sources/TextToImage/{ModelFolder,DecodingError+Place,SamplingOptions}.swift \
    Sources/TokenTransformer/{TransformerConfig,TransformerRules}.swift Sources/ImageCodec/VQGANConfig+{Codable,Validation}.swift \
    Sources/TextImageMatching/CLIPConfig{,+Decoding}.swift Sources/SuperResolution/RRDBNetConfig+Decoding.swift \
    Sources/ForegroundSegmentation/{UNetConfig,EfficientNetConfig+Codable,EfficientNetConfig+Validation}.swift) ;;
png) files="Sources/CPNG/reader.c $(echo Sources/Images/{PNGReader,PNGDecoder,PNGHeader}.swift)" ;;
esac
"$tools/llvm-profdata" merge -o "$profiles/$reader.profdata" "$profiles/$reader.profraw"
echo "$reader"
# Columns 8 to 10 of the report are lines, lines missed and their share.
"$tools/llvm-cov" report "$program" -instr-profile "$profiles/$reader.profdata" $files |
    awk '$1 ~ /[.]swift$|[.]c$|TOTAL/ { printf "  %-44s %6d lines, %5d missed, %s\n", $1, $8, $9, $10 }'
