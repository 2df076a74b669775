import ArgumentParser
import Foundation
import TextToImage

/// `--prompt-file`: many prompts on one opened model.
extension Generate {
    func paintPrompts(of file: String, settings: PromptSettings) throws {
        var settings = settings
        let entries = try file == "-" ? PromptFile.entries(of: standardInput(), named: "-") : PromptFile.read(file)
        try settings.validate(entries, file: file)
        let pipeline = try model.pipeline(opensMatcher: settings.request.ranking?.needsMatcher ?? true)
        settings.request.sampling = sampling.options(defaults: pipeline.samplingDefaults)
        settings.finish = try finish(for: pipeline)

        Interruption.watch()
        let batch = try PromptBatch(entries, settings: settings, pipeline: pipeline)
        var report = PromptReport()
        do {
            try paint(batch, count: entries.count, into: &report)
        } catch is Interruption.Interrupted {
            batch.stop()
            throw Interruption.Interrupted(finishedPrompts: report.made.count + report.found.count, startsAgain: force)
        }
        if json {
            try print(JSONOutput.text(of: report))
        } else if !quiet {
            print(report.summary)
        }
        if !report.failed.isEmpty { throw ExitCode(Failure.badData) }
    }

    private func paint(_ batch: PromptBatch, count: Int, into report: inout PromptReport) throws {
        var progress = GenerationProgress(isQuiet: quiet)
        defer { progress.finish() }
        func showEnlarging(done: Int, total: Int) throws {
            try Interruption.check()
            progress.showEnlarging(done: done, of: total)
        }
        while let event = try batch.next(finishing: showEnlarging) {
            switch event {
            case .started(let entry):
                progress.prefix = say("Line \(entry.line): ", "Строка \(entry.line): ")
            case .advanced(let event):
                progress.show(event)
            case .made(let result, let record):
                report.made.append(result)
                progress.finish()
                if !json, !quiet { printMade(result, record: record, path: batch.path(of:)) }
            case .found(let result):
                report.found.append(result)
            case .failed(let entry, let error):
                let reason = Failure.sentence(of: error)
                report.failed.append(PromptReport.Failed(line: entry.line, prompt: entry.prompt, reason: reason))
                progress.finish()
                StandardError.line(say("Error: line \(entry.line): ", "Ошибка: строка \(entry.line): ") + printable(reason))
            }
            try Interruption.check()
        }
    }

    private func printMade(_ result: PromptResult, record: GenerationRecord, path: (String) -> String) {
        guard let best = record.pictures.first else { return }
        print("\(result.line)  \(path(best.file))  (\(values(of: best, rankedBy: record.rankedBy)))")
    }

    private func standardInput() throws -> [UInt8] {
        let bytes = try FileHandle.standardInput.read(upToCount: PromptFile.largestFile + 1) ?? Data()
        guard bytes.count <= PromptFile.largestFile else {
            throw TextToImageError.promptsTooLarge(path: "-", limit: PromptFile.largestFile)
        }
        return [UInt8](bytes)
    }
}

/// What became of the prompts of a file; with `--json` it is printed.
struct PromptReport: Encodable {
    var format = 1
    /// Painted by this run.
    var made: [PromptResult] = []
    /// Painted by an earlier one.
    var found: [PromptResult] = []
    var failed: [Failed] = []

    struct Failed: Encodable {
        let line: Int
        let prompt: String
        /// A sentence in the user's language.
        let reason: String
    }

    var summary: String {
        say(
            "Prompts painted: \(made.count), there already: \(found.count), failed: \(failed.count)",
            "Описаний нарисовано: \(made.count), уже были: \(found.count), не удалось: \(failed.count)")
    }
}
